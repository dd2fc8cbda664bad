# Requests as the messaging specification has them, whoever sends them, whenever.

import time
import unittest

import zmq
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session

from .kernel_case import PATIENCE, KernelCase


class RequestTests(KernelCase):
    def test_kernel_info_is_the_same_on_shell_and_control(self):
        info = self.ask("kernel_info_request")
        self.assertEqual(self.control("kernel_info_request"), info)
        self.assertEqual((info["status"], info["protocol_version"]), ("ok", "5.5"))
        language = info["language_info"]
        self.assertEqual((language["name"], language["file_extension"]), ("typescript", ".ts"))
        self.assertIn("debugger", info["supported_features"])
        self.assertTrue(info["banner"] and info["implementation"] and info["implementation_version"])

    def test_control_answers_while_a_cell_spins(self):
        msg_id = self.kc.execute("console.log('spinning'); while (true) {}")
        self.until_printed(msg_id, "spinning")
        self.assertEqual(self.control("kernel_info_request")["status"], "ok")
        self.assertEqual(self.kc.is_alive(), True)
        self.control("interrupt_request")
        self.assertEqual(self.reply(msg_id)["content"]["ename"], "Interrupted")

    def test_outputs_come_before_the_reply_and_the_reply_before_idle(self):
        for code in ["0", "console.log(1); console.error(2); 3", "throw new Error('no')", "display(1); display(2)"]:
            for _ in range(10):
                msg_id = self.kc.execute(code, stop_on_error=False)
                messages = [self.published(msg_id)]
                while messages[-1]["content"].get("execution_state") != "idle":
                    messages.append(self.published(msg_id))
                messages.insert(-1, self.reply(msg_id))
                # The two come on different sockets: when they were made is what can be compared.
                made = [m["header"]["date"] for m in messages]
                self.assertEqual(made, sorted(made), [m["msg_type"] for m in messages])
                self.assertEqual(messages[0]["content"]["execution_state"], "busy")

    def test_silent_cells_publish_count_and_remember_nothing(self):
        before = int(self.run_cell("0")[0]["execution_count"])
        reply, outputs = self.run_cell("console.log('heard?'); display(1); globalThis.ranSilently = true; 5", silent=True)
        self.assertEqual(reply["status"], "ok")
        self.assertEqual([m["msg_type"] for m in outputs if m["msg_type"] != "status"], [])
        reply, outputs = self.run_cell("throw new Error('silent too')", silent=True)
        self.assertEqual((reply["status"], reply["evalue"]), ("error", "silent too"))
        self.assertEqual([m["msg_type"] for m in outputs if m["msg_type"] != "status"], [])
        self.assertEqual(self.run_cell("globalThis.ranSilently")[0]["execution_count"], before + 1)
        inputs = [row[2] for row in self.ask("history_request", {"hist_access_type": "tail", "n": 3})["history"]]
        self.assertEqual(inputs[-1], "globalThis.ranSilently")
        self.assertFalse([text for text in inputs if "silent too" in text])

    def test_cells_that_are_not_to_be_stored_show_and_do_not_count(self):
        before = int(self.run_cell("0")[0]["execution_count"])
        reply, outputs = self.run_cell("'unstored' + 1", store_history=False)
        self.assertEqual(self.shown(outputs, "execute_result")[0]["text/plain"], "'unstored1'")
        self.assertEqual(reply["execution_count"], before)
        self.assertEqual(self.run_cell("'stored'")[0]["execution_count"], before + 1)
        tail = self.ask("history_request", {"hist_access_type": "tail", "n": 2})["history"]
        self.assertEqual([row[2] for row in tail], ["0", "'stored'"])

    def test_user_expressions_are_evaluated_behind_the_cell_each_for_itself(self):
        expressions = {"good": "seven * 2", "bad": "nowhere", "broken": "1 +"}
        reply, outputs = self.run_cell("let seven = 7", user_expressions=expressions)
        self.assertEqual(reply["status"], "ok")
        found = reply["user_expressions"]
        self.assertEqual((found["good"]["status"], found["good"]["data"]["text/plain"]), ("ok", "14"))
        self.assertEqual((found["bad"]["status"], found["bad"]["ename"]), ("error", "ReferenceError"))
        self.assertEqual((found["broken"]["status"], found["broken"]["ename"]), ("error", "SyntaxError"))
        self.assertEqual([m["msg_type"] for m in outputs if m["msg_type"] == "error"], [])

    def test_an_error_drops_the_cells_that_wait_and_no_others(self):
        first = self.kc.execute("await new Promise(r => setTimeout(r, 300)); throw new Error('no')")
        waiting = [self.kc.execute("globalThis.dropped = true") for _ in range(3)]
        self.assertEqual(self.reply(first)["content"]["status"], "error")
        for msg_id in waiting:
            self.assertEqual(self.reply(msg_id)["content"]["status"], "aborted")
            self.assertEqual([m["msg_type"] for m in self.outputs(msg_id)], ["status"])
        self.assertEqual(self.result("'dropped' in globalThis"), "false")

    def test_an_error_drops_all_of_a_burst_also_what_is_still_under_way(self):
        codes = ["throw new Error('no')", *["globalThis.dropped = true"] * 20]
        # As when somebody runs all cells: each says when it was made, which is before the first one failed.
        burst = [self.kc.session.msg("execute_request", {"code": code}) for code in codes]
        for message in burst:
            self.kc.shell_channel.send(message)
            if message is burst[0]:
                self.assertEqual(self.reply(message["header"]["msg_id"])["content"]["status"], "error")
        for message in burst[1:]:
            self.assertEqual(self.reply(message["header"]["msg_id"])["content"]["status"], "aborted")
        self.assertEqual(self.result("'dropped' in globalThis"), "false")

    def test_an_error_drops_nothing_where_that_is_not_wanted(self):
        first = self.kc.execute("await new Promise(r => setTimeout(r, 300)); throw new Error('no')", stop_on_error=False)
        second = self.kc.execute("1")
        self.assertEqual(self.reply(first)["content"]["status"], "error")
        self.assertEqual(self.reply(second)["content"]["status"], "ok")


class WireTests(KernelCase):
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

    def test_a_wrong_signature_is_dropped_on_every_channel(self):
        forger = Session(key=b"wrong", signature_scheme="hmac-sha256")
        request = forger.msg("execute_request", {"code": "globalThis.forged = true"})
        for channel in [self.kc.shell_channel, self.kc.control_channel]:
            forger.send(channel.socket, request)
            forger.send(channel.socket, forger.msg("shutdown_request", {"restart": False}))
        self.assertEqual(self.result("'forged' in globalThis"), "false")

    def test_a_message_that_was_overheard_cannot_be_sent_again(self):
        message = self.kc.session.msg("execute_request", {"code": "globalThis.times = (globalThis.times ?? 0) + 1"})
        frames = self.kc.session.serialize(message)
        for channel in [self.kc.shell_channel, self.kc.shell_channel, self.kc.control_channel]:
            channel.socket.send_multipart(frames)
        self.reply(message["header"]["msg_id"])
        self.assertEqual(self.result("globalThis.times"), "1")

    def test_the_kernel_goes_on_after_what_is_no_message(self):
        session = self.kc.session
        good = session.serialize(session.msg("kernel_info_request"))
        delimiter, signature, *parts = good

        def signed(*parts):
            return [delimiter, session.sign(list(parts)), *parts]

        nonsense = {
            "nothing": [b""],
            "no delimiter": [b"who", b"are", b"you"],
            "only a delimiter": [delimiter],
            "too few parts": [delimiter, signature, *parts[:2]],
            "no JSON": signed(b"{", b"{}", b"{}", b"{}"),
            "JSON that is no object": signed(b"[]", b"1", b"null", b'"x"'),
            "a header without its fields": signed(b"{}", b"{}", b"{}", b"{}"),
            "bytes that are no text": signed(b"\xff\xfe", b"{}", b"{}", b"{}"),
            "a short signature": [delimiter, b"00", *parts],
        }
        for name, frames in nonsense.items():
            for channel in [self.kc.shell_channel, self.kc.control_channel, self.kc.stdin_channel]:
                with self.subTest(name):
                    channel.socket.send_multipart(frames)
        self.assertEqual(self.result("'alive'"), "'alive'")

    def test_a_request_of_an_unknown_type_is_ignored_and_becomes_idle(self):
        message = self.kc.session.msg("paint_request", {"colour": "blue"})
        self.kc.shell_channel.send(message)
        states = [m["content"] for m in self.outputs(message["header"]["msg_id"])]
        self.assertEqual(states, [{"execution_state": "busy"}])

    def test_contents_that_make_no_sense_are_refused_by_name(self):
        wrong = {
            "execute_request": ({"code": 5}, "code"),
            "complete_request": ({"code": "a", "cursor_pos": "end"}, "cursor_pos"),
            "inspect_request": ({"code": "a", "cursor_pos": 1, "detail_level": 7}, "detail_level"),
            "is_complete_request": ({}, "code"),
            "history_request": ({"hist_access_type": "everything"}, "hist_access_type"),
            "comm_info_request": ({"target_name": 1}, "target_name"),
        }
        for msg_type, (content, field) in wrong.items():
            with self.subTest(msg_type):
                reply = self.ask(msg_type, content)
                self.assertEqual(reply["status"], "error")
                self.assertRegex(reply["evalue"], f"^{msg_type} cannot be answered: {field}: [^\n]+$")
        self.assertEqual(self.result("'alive'"), "'alive'")


class ReturnTests(KernelCase):
    def test_a_client_that_comes_back_is_answered_though_its_old_connection_is_still_there(self):
        # Clients of one manager have one session, and with it one routing id.
        again = self.km.client()
        again.start_channels()
        again.wait_for_ready(timeout=PATIENCE)
        reply = again.execute_interactive("1 + 1", timeout=PATIENCE, output_hook=lambda message: None)
        self.assertEqual(reply["content"]["status"], "ok")
        again.stop_channels()


class EarlyTests(unittest.TestCase):
    def test_cells_sent_before_the_kernel_is_there_have_all_their_outputs(self):
        for _ in range(3):
            km = KernelManager(kernel_name="covalent")
            km.start_kernel()
            kc = km.client()
            kc.start_channels()
            try:
                sent = [kc.execute(f"console.log('cell', {n}); {n}") for n in range(5)]
                heard = {msg_id: [] for msg_id in sent}
                while "idle" not in heard[sent[-1]]:
                    message = kc.get_iopub_msg(timeout=PATIENCE)
                    kind = message["content"].get("execution_state") or message["msg_type"]
                    heard.get(message["parent_header"].get("msg_id"), []).append(kind)
                for msg_id in sent:
                    self.assertEqual(heard[msg_id], ["busy", "execute_input", "stream", "execute_result", "idle"])
                replies = [kc.get_shell_msg(timeout=PATIENCE)["content"]["status"] for _ in sent]
                self.assertEqual(replies, ["ok"] * len(sent))
            finally:
                kc.stop_channels()
                km.shutdown_kernel(now=True)

    def test_a_client_that_listens_later_than_it_asks_has_all_of_its_first_cell(self):
        km = KernelManager(kernel_name="covalent")
        km.start_kernel()
        kc = km.client()
        try:
            # As when ZeroMQ's second try to connect comes earlier on one socket than on the other.
            kc.start_channels(iopub=False)
            msg_id = kc.execute("'heard'")
            time.sleep(1)
            kc.iopub_channel.start()
            found = []
            while not found or found[-1].get("execution_state") != "idle":
                message = kc.get_iopub_msg(timeout=PATIENCE)
                if message["parent_header"].get("msg_id") == msg_id:
                    found.append(message["content"])
            self.assertEqual([content["data"]["text/plain"] for content in found if "data" in content], ["'heard'"])
        finally:
            kc.stop_channels()
            km.shutdown_kernel(now=True)
