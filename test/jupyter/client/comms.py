# Connections between cells and the front end's widgets.

import uuid

from .kernel_case import KernelCase


class CommTests(KernelCase):
    def send(self, msg_type, **content):
        """Sends to the kernel's end of a comm; what the cells then bring."""
        message = self.kc.session.msg(msg_type, {"data": {}, **content})
        self.kc.shell_channel.send(message)
        return self.outputs(message["header"]["msg_id"])

    def tearDown(self):
        for comm in self.ask("comm_info_request")["comms"]:
            self.send("comm_close", comm_id=comm)

    def contents(self, outputs, msg_type):
        return [m["content"] for m in outputs if m["msg_type"] == msg_type]

    def test_one_that_a_cell_opens_speaks_and_hears_and_is_listed_until_it_is_closed(self):
        outputs = self.ran(
            "const comm = comms.open('gauge', { low: 0 });\n"
            "comm.onMessage((data) => { console.log('heard', data.level); comm.send({ seen: data.level }) });\n"
            "comm.onClose(() => console.log('closed'));"
        )
        [opened] = self.contents(outputs, "comm_open")
        comm = opened["comm_id"]
        self.assertEqual((opened["target_name"], opened["data"]), ("gauge", {"low": 0}))
        self.assertEqual(self.ask("comm_info_request")["comms"], {comm: {"target_name": "gauge"}})
        self.assertEqual(self.ask("comm_info_request", {"target_name": "dial"})["comms"], {})

        outputs = self.send("comm_msg", comm_id=comm, data={"level": 7})
        self.assertEqual(self.printed(outputs), "heard 7\n")
        self.assertEqual(self.contents(outputs, "comm_msg"), [{"comm_id": comm, "data": {"seen": 7}}])

        outputs = self.send("comm_close", comm_id=comm)
        self.assertEqual(self.printed(outputs), "closed\n")
        self.assertEqual(self.ask("comm_info_request"), {"status": "ok", "comms": {}})

    def test_one_that_the_front_end_opens_reaches_the_cell_that_takes_it(self):
        self.ran(
            "comms.register('echo', (comm, data) => {\n"
            "  console.log('opened', data.by);\n"
            "  comm.onMessage((data) => comm.send({ again: data.text }));\n"
            "})"
        )
        comm = str(uuid.uuid4())
        outputs = self.send("comm_open", comm_id=comm, target_name="echo", data={"by": "me"})
        self.assertEqual(self.printed(outputs), "opened me\n")
        self.assertEqual(self.ask("comm_info_request", {"target_name": "echo"})["comms"], {comm: {"target_name": "echo"}})
        outputs = self.send("comm_msg", comm_id=comm, data={"text": "hello"})
        self.assertEqual(self.contents(outputs, "comm_msg"), [{"comm_id": comm, "data": {"again": "hello"}}])
        self.send("comm_close", comm_id=comm)

    def test_one_to_a_target_that_no_cell_has_is_closed_again(self):
        comm = str(uuid.uuid4())
        outputs = self.send("comm_open", comm_id=comm, target_name="nobody")
        self.assertEqual([content["comm_id"] for content in self.contents(outputs, "comm_close")], [comm])
        self.assertEqual(self.ask("comm_info_request")["comms"], {})

    def test_messages_to_one_that_is_not_there_change_nothing(self):
        for msg_type in ["comm_msg", "comm_close"]:
            self.assertEqual(self.contents(self.send(msg_type, comm_id="gone"), "error"), [])
        self.assertEqual(self.result("'alive'"), "'alive'")

    def test_a_listener_that_throws_is_told_under_the_message_that_it_heard(self):
        comm = self.contents(self.ran("const bad = comms.open('bad'); bad.onMessage(() => { throw new Error('no') })"), "comm_open")[0]["comm_id"]
        outputs = self.send("comm_msg", comm_id=comm)
        self.assertIn("Error: no", self.printed(outputs, "stderr"))
        self.assertEqual(self.result("'alive'"), "'alive'")
