# The kernel as Jupyter's own client meets it, where the conformance suite does not look.

import os
import tempfile
import time
import unittest

import zmq
from jupyter_client.manager import start_new_kernel
from jupyter_client.session import Session

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

    def outputs(self, msg_id):
        """What is published for a request, up to its idle."""
        found = []
        while True:
            message = self.kc.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return found
            found.append(message)

    def reply(self, msg_id, channel="shell"):
        while True:
            message = getattr(self.kc, f"get_{channel}_msg")(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == msg_id:
                return message

    def run_cell(self, code, **options):
        """The content of the reply, and the outputs."""
        msg_id = self.kc.execute(code, **options)
        found = self.outputs(msg_id)
        return self.reply(msg_id)["content"], found

    def printed(self, outputs, name="stdout"):
        return "".join(m["content"]["text"] for m in outputs if m["msg_type"] == "stream" and m["content"]["name"] == name)

    def result(self, code):
        reply, outputs = self.run_cell(code)
        self.assertEqual(reply["status"], "ok", reply)
        return next(m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result")

    def until_printed(self, msg_id, text):
        while True:
            message = self.kc.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == msg_id and message["msg_type"] == "stream":
                if text in message["content"]["text"]:
                    return

    def control(self, msg_type, content=None):
        message = self.kc.session.msg(msg_type, content or {})
        self.kc.control_channel.send(message)
        return self.reply(message["header"]["msg_id"], "control")["content"]


class InterruptTests(KernelCase):
    """Whatever a cell does, an interrupt ends it, and its variables stay."""

    situations = {
        "a loop": "while (true) {}",
        "a loop behind an await": "await 0; while (true) {}",
        "a loop behind a timer": "await new Promise(r => setTimeout(r, 5)); while (true) {}",
        "a loop in a timer while the cell awaits": "setTimeout(() => { while (true) {} }, 5); await new Promise(() => {})",
        "an await that never ends": "await new Promise(() => {})",
        "sleeping on and on": "for (;;) await new Promise(r => setTimeout(r, 10))",
        "a comparator that never ends": "[2, 1].sort(() => { for (;;) {} })",
        "a generator that never ends": "for await (const x of (async function* () { for (;;) yield 1 })()) {}",
        "a regular expression that backtracks for ever": "/(a+)+b/.test('a'.repeat(60))",
        "Atomics.wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
        "a child process": "(await import('node:child_process')).execSync('sleep 60')",
    }

    def test_interrupts(self):
        self.run_cell("let kept = 41")
        for name, code in self.situations.items():
            with self.subTest(name):
                msg_id = self.kc.execute(f"// @ts-nocheck\nconsole.log('under way'); {code}")
                self.until_printed(msg_id, "under way")
                time.sleep(0.05)
                self.assertEqual(self.control("interrupt_request")["status"], "ok")
                reply = self.reply(msg_id)["content"]
                self.assertEqual((reply["status"], reply["ename"]), ("error", "Interrupted"))
                self.assertEqual(self.result("kept + 1"), "42")


class OutputTests(KernelCase):
    def test_a_million_lines_arrive_whole_in_order_and_before_idle(self):
        reply, outputs = self.run_cell("for (let n = 0; n < 1_000_000; n++) console.log(n)")
        self.assertEqual(reply["status"], "ok")
        lines = self.printed(outputs).split("\n")
        self.assertEqual(len(lines), 1_000_001)
        self.assertTrue(all(int(line) == n for n, line in enumerate(lines[:-1])))

    def test_300_results_arrive_before_idle(self):
        for n in range(300):
            self.assertEqual(self.result(f"{n}"), str(n))

    def test_late_output_goes_to_the_cell_that_started_it(self):
        msg_id = self.kc.execute("setTimeout(() => console.log('late'), 300); 0")
        self.reply(msg_id)
        self.run_cell("'another cell'")
        self.until_printed(msg_id, "late")

    def test_children_are_heard(self):
        _, outputs = self.run_cell(
            "const { execFileSync } = await import('node:child_process');"
            "void execFileSync('echo', ['from a child'], { stdio: 'inherit' })"
        )
        self.assertEqual(self.printed(outputs), "from a child\n")

    def test_a_failure_that_nobody_awaits_goes_to_its_cell(self):
        for failure in ["throw new Error('stray')", "void Promise.reject(new Error('stray'))"]:
            with self.subTest(failure):
                msg_id = self.kc.execute(f"setTimeout(() => {{ {failure} }}, 300); 0")
                self.reply(msg_id)
                self.run_cell("'another cell'")
                self.until_printed(msg_id, "stray")
        self.assertEqual(self.result("'alive'"), "'alive'")


class ProtocolTests(KernelCase):
    def test_every_subscriber_is_welcomed(self):
        info = self.km.get_connection_info()
        socket = zmq.Context.instance().socket(zmq.SUB)
        socket.linger = 0
        socket.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
        socket.subscribe(b"")
        # A session of its own, because every session takes each signature once, and the other client hears this one too.
        session = Session(key=self.kc.session.key, signature_scheme="hmac-sha256")
        message = {"msg_type": "status"}
        while message["msg_type"] == "status":
            self.assertTrue(socket.poll(PATIENCE * 1000))
            message = session.deserialize(session.feed_identities(socket.recv_multipart())[1])
        socket.close()
        self.assertEqual((message["msg_type"], message["content"]), ("iopub_welcome", {"subscription": ""}))

    def test_a_wrong_signature_is_dropped(self):
        forger = Session(key=b"wrong", signature_scheme="hmac-sha256")
        forger.send(self.kc.shell_channel.socket, forger.msg("execute_request", {"code": "globalThis.forged = true"}))
        self.assertEqual(self.result("'forged' in globalThis"), "false")

    def test_a_message_that_was_overheard_cannot_be_sent_again(self):
        message = self.kc.session.msg("execute_request", {"code": "globalThis.times = (globalThis.times ?? 0) + 1"})
        frames = self.kc.session.serialize(message)
        for _ in range(2):
            self.kc.shell_channel.socket.send_multipart(frames)
        self.reply(message["header"]["msg_id"])
        self.assertEqual(self.result("globalThis.times"), "1")

    def test_an_error_drops_the_cells_that_wait(self):
        first = self.kc.execute("await new Promise(r => setTimeout(r, 300)); throw new Error('no')")
        second = self.kc.execute("1")
        self.assertEqual(self.reply(first)["content"]["status"], "error")
        self.assertEqual(self.reply(second)["content"]["status"], "aborted")

    def test_silent_cells_publish_and_count_nothing(self):
        before = int(self.run_cell("0")[0]["execution_count"])
        _, outputs = self.run_cell("console.log('heard?')", silent=True)
        self.assertEqual([m["msg_type"] for m in outputs if m["msg_type"] != "status"], [])
        self.assertEqual(self.run_cell("0")[0]["execution_count"], before + 1)

    def test_user_expressions_are_evaluated_behind_the_cell(self):
        reply, _ = self.run_cell("let seven = 7", user_expressions={"good": "seven * 2", "bad": "nowhere"})
        self.assertEqual(reply["user_expressions"]["good"]["data"]["text/plain"], "14")
        self.assertEqual(reply["user_expressions"]["bad"]["ename"], "ReferenceError")

    def test_input_is_asked_for_and_answered(self):
        msg_id = self.kc.execute("await input('Who? ')", allow_stdin=True)
        question = self.kc.get_stdin_msg(timeout=PATIENCE)
        self.assertEqual(question["content"], {"prompt": "Who? ", "password": False})
        self.kc.input("me")
        results = [m for m in self.outputs(msg_id) if m["msg_type"] == "execute_result"]
        self.assertEqual(results[0]["content"]["data"]["text/plain"], "'me'")

    def test_code_points_count_in_cursors(self):
        msg_id = self.kc.complete("const s = '👩‍🔬'; JSON.stri")
        reply = self.reply(msg_id)["content"]
        self.assertEqual(reply["matches"], ["stringify"])
        self.assertEqual(reply["cursor_end"], len("const s = '👩‍🔬'; JSON.stri"))

    def test_types_flow_from_cell_to_cell(self):
        self.run_cell("function half(x: number) { return x / 2 }")
        reply, _ = self.run_cell("half('four')")
        self.assertEqual(reply["ename"], "TypeScriptError")
        self.assertIn("TS2345", "\n".join(reply["traceback"]))


class EndTests(KernelCase):
    def test_a_cell_that_ends_its_process_is_an_error_and_the_next_one_runs(self):
        self.run_cell("let lost = 1")
        for code in ["process.exit(3)", "process.kill(process.pid, 'SIGSEGV')"]:
            with self.subTest(code):
                reply, _ = self.run_cell(code)
                self.assertEqual(reply["ename"], "ProcessEnded")
                reply, outputs = self.run_cell("1 + 1")
                self.assertEqual(reply["status"], "ok")
                self.assertIn("what earlier cells declared is gone", self.printed(outputs, "stderr"))

    def test_restarting_starts_anew(self):
        self.run_cell("let before = 1")
        self.km.restart_kernel(now=False)
        self.kc.wait_for_ready(timeout=PATIENCE)
        reply, _ = self.run_cell("// @ts-nocheck\nbefore")
        self.assertEqual(reply["ename"], "ReferenceError")


if __name__ == "__main__":
    unittest.main()
