# One installed kernel, and Jupyter's own client on it.

import os
import tempfile
import unittest

from jupyter_client.manager import start_new_kernel

# Seconds: the longest that anything is waited for, however busy the machine.
PATIENCE = 60


class KernelCase(unittest.TestCase):
    """One kernel for all tests of a class, in an empty folder."""

    env = {}

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.km, cls.kc = start_new_kernel(
            kernel_name="covalent", startup_timeout=PATIENCE, cwd=cls.folder, env={**os.environ, **cls.env}
        )

    @classmethod
    def tearDownClass(cls):
        cls.kc.stop_channels()
        cls.km.shutdown_kernel(now=True)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)

    def published(self, msg_id):
        """The next message that is published for a request."""
        while True:
            message = self.kc.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == msg_id:
                return message

    def outputs(self, msg_id):
        """What is published for a request, up to its idle."""
        found = []
        while True:
            message = self.published(msg_id)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return found
            found.append(message)

    def until(self, msg_id, msg_type):
        """The content of the first message of that type that is published for a request."""
        while True:
            message = self.published(msg_id)
            if message["msg_type"] == msg_type:
                return message["content"]

    def until_printed(self, msg_id, text):
        while text not in self.until(msg_id, "stream")["text"]:
            pass

    def reply(self, msg_id, channel="shell"):
        while True:
            message = getattr(self.kc, f"get_{channel}_msg")(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == msg_id:
                return message

    def ask(self, msg_type, content=None, channel="shell"):
        """Sends any request; the content of its reply."""
        message = self.kc.session.msg(msg_type, content or {})
        getattr(self.kc, f"{channel}_channel").send(message)
        return self.reply(message["header"]["msg_id"], channel)["content"]

    def control(self, msg_type, content=None):
        return self.ask(msg_type, content, "control")

    def run_cell(self, code, **options):
        """The content of the reply, and the outputs."""
        msg_id = self.kc.execute(code, **options)
        found = self.outputs(msg_id)
        return self.reply(msg_id)["content"], found

    def ran(self, code, **options):
        """The outputs of a cell that must not fail."""
        reply, outputs = self.run_cell(code, **options)
        self.assertEqual(reply["status"], "ok", reply)
        return outputs

    def failed(self, code, **options):
        """The content of the reply to a cell that must fail, which is also what was published."""
        reply, outputs = self.run_cell(code, **options)
        self.assertEqual(reply["status"], "error", reply)
        told = ["ename", "evalue", "traceback"]
        errors = [m["content"] for m in outputs if m["msg_type"] == "error"]
        self.assertEqual([[error[field] for field in told] for error in errors], [[reply[field] for field in told]])
        return reply

    def printed(self, outputs, name="stdout"):
        return "".join(m["content"]["text"] for m in outputs if m["msg_type"] == "stream" and m["content"]["name"] == name)

    def shown(self, outputs, msg_type="display_data"):
        """The mime bundles of one type of message, in order."""
        return [m["content"]["data"] for m in outputs if m["msg_type"] == msg_type]

    def result(self, code):
        """The text of a cell's result."""
        return self.shown(self.ran(code), "execute_result")[0]["text/plain"]
