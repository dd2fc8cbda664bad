# What a cell asks the person at the front end.

from .kernel_case import PATIENCE, KernelCase


class InputTests(KernelCase):
    def question(self, msg_id):
        """The question that the cell asks next."""
        message = self.kc.get_stdin_msg(timeout=PATIENCE)
        self.assertEqual((message["msg_type"], message["parent_header"]["msg_id"]), ("input_request", msg_id))
        return message["content"]

    def answers(self, code, *pairs):
        """The text of a cell's result, when each of its questions is answered so."""
        msg_id = self.kc.execute(code, allow_stdin=True)
        for question, answer in pairs:
            self.assertEqual(self.question(msg_id), {"prompt": question, "password": False})
            self.kc.input(answer)
        self.assertEqual(self.reply(msg_id)["content"]["status"], "ok")
        return self.shown(self.outputs(msg_id), "execute_result")[0]["text/plain"]

    def test_input_awaits_the_answer_and_the_process_goes_on_meanwhile(self):
        msg_id = self.kc.execute(
            "setTimeout(() => console.log('meanwhile'), 50); await input('Who? ')", allow_stdin=True
        )
        self.assertEqual(self.question(msg_id), {"prompt": "Who? ", "password": False})
        self.until_printed(msg_id, "meanwhile")
        self.kc.input("me, 👩‍🔬")
        self.assertEqual(self.until(msg_id, "execute_result")["data"]["text/plain"], "'me, 👩‍🔬'")

    def test_a_password_is_asked_for_as_one(self):
        msg_id = self.kc.execute("void (await input('Key: ', { password: true }))", allow_stdin=True)
        self.assertEqual(self.question(msg_id), {"prompt": "Key: ", "password": True})
        self.kc.input("secret")
        self.assertNotIn("secret", str(self.outputs(msg_id)))

    def test_prompt_and_confirm_hold_everything_up(self):
        self.assertEqual(self.answers("prompt('Name?')", ("Name? ", "me")), "'me'")
        self.assertEqual(self.answers("prompt('Name?', 'nobody')", ("Name? [nobody] ", "")), "'nobody'")
        self.assertEqual(self.answers("confirm('Sure?')", ("Sure? [y/N] ", "yes")), "true")
        self.assertEqual(self.answers("confirm('Sure?')", ("Sure? [y/N] ", "")), "false")
        self.assertEqual(self.answers("prompt('One?') + prompt('Two?')", ("One? ", "1"), ("Two? ", "2")), "'12'")

    def test_where_nobody_can_be_asked_the_cell_fails_at_its_own_line(self):
        for call in ["await input('Who? ')", "prompt('Who?')", "confirm('Sure?')"]:
            with self.subTest(call):
                reply = self.failed(f"const before = 1;\n{call}", allow_stdin=False)
                self.assertRegex(reply["evalue"], r"\(\) cannot ask: .*takes no input")
                self.assertRegex("\n".join(reply["traceback"]), r"Cell \[\d+\]:2:\d+")
        self.assertEqual(self.result("'goes on'"), "'goes on'")

    def test_an_interrupt_ends_a_question(self):
        for call in ["await input('Who? ')", "prompt('Who?')"]:
            with self.subTest(call):
                msg_id = self.kc.execute(call, allow_stdin=True)
                self.question(msg_id)
                self.control("interrupt_request")
                self.assertEqual(self.reply(msg_id)["content"]["ename"], "Interrupted")
                # An answer that comes too late is no answer to the next question.
                self.kc.input("late")
                self.assertEqual(self.answers("await input('Now? ')", ("Now? ", "right")), "'right'")
