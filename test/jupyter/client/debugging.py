# Debugging a cell as JupyterLab does: the Debug Adapter Protocol in requests on control.

from .kernel_case import PATIENCE, KernelCase


class DebugTests(KernelCase):
    seq = 0

    def debug(self, command, **arguments):
        """The body of the reply."""
        DebugTests.seq += 1
        request = {"type": "request", "seq": DebugTests.seq, "command": command, "arguments": arguments}
        reply = self.control("debug_request", request)
        self.assertEqual((reply["type"], reply["request_seq"], reply["command"]), ("response", DebugTests.seq, command))
        self.assertTrue(reply["success"], reply)
        return reply["body"]

    def event(self, name):
        """The body of the next event of that name, whichever request it belongs to."""
        while True:
            message = self.kc.get_iopub_msg(timeout=PATIENCE)
            if message["msg_type"] == "debug_event" and message["content"]["event"] == name:
                return message["content"]["body"]

    def frames(self):
        return self.debug("stackTrace", threadId=1)["stackFrames"]

    def scope(self, name):
        scopes = self.debug("scopes", frameId=self.frames()[0]["id"])["scopes"]
        reference = next(scope["variablesReference"] for scope in scopes if scope["name"] == name)
        return {v["name"]: v["value"] for v in self.debug("variables", variablesReference=reference)["variables"]}

    def attach(self):
        self.assertTrue(self.debug("initialize", clientID="jupyterlab")["supportsConditionalBreakpoints"])
        self.debug("attach")

    def breakpoints(self, code, *breakpoints):
        path = self.debug("dumpCell", code=code)["sourcePath"]
        found = self.debug("setBreakpoints", source={"path": path}, breakpoints=list(breakpoints))["breakpoints"]
        self.debug("configurationDone")
        return [(one["verified"], one["line"]) for one in found]

    def tearDown(self):
        self.debug("disconnect", restart=False, terminateDebuggee=False)

    def test_a_breakpoint_stops_the_cell_which_is_looked_at_stepped_and_goes_on(self):
        self.attach()
        code = "const start: number = 2;\nfunction twice(x: number): number {\n  const y = x * 2;\n  return y;\n}\ntwice(start);"
        self.assertEqual(self.breakpoints(code, {"line": 3}), [(True, 3)])
        msg_id = self.kc.execute(code)
        self.assertEqual(self.event("stopped")["reason"], "breakpoint")
        self.assertEqual([(frame["name"], frame["line"]) for frame in self.frames()], [("twice", 3), ("Cell [1]", 6)])
        self.assertEqual(self.scope("Locals")["x"], "2")
        self.assertEqual(self.scope("Globals")["start"], "2")
        self.assertEqual(self.debug("evaluate", expression="x + 40", frameId=self.frames()[0]["id"])["result"], "42")

        self.debug("next", threadId=1)
        self.assertEqual(self.event("stopped")["reason"], "step")
        self.assertEqual(self.frames()[0]["line"], 4)
        self.assertEqual(self.scope("Locals")["y"], "4")

        self.debug("continue", threadId=1)
        self.assertEqual(self.until(msg_id, "execute_result")["data"]["text/plain"], "4")
        self.assertEqual(self.reply(msg_id)["content"]["status"], "ok")

    def test_a_condition_stops_when_it_holds(self):
        self.attach()
        code = "for (let n = 0; n < 5; n++) {\n  void n;\n}"
        self.breakpoints(code, {"line": 2, "condition": "n === 3"})
        msg_id = self.kc.execute(code)
        self.event("stopped")
        self.assertEqual(self.scope("Locals")["n"], "3")
        self.debug("continue", threadId=1)
        self.assertEqual(self.reply(msg_id)["content"]["status"], "ok")

    def test_an_interrupt_ends_a_cell_that_stands(self):
        self.attach()
        self.breakpoints("let stands = 1;\nstands += 1;", {"line": 2})
        msg_id = self.kc.execute("let stands = 1;\nstands += 1;")
        self.event("stopped")
        self.control("interrupt_request")
        self.assertEqual(self.reply(msg_id)["content"]["ename"], "Interrupted")
        self.assertEqual(self.result("stands"), "1")

    def test_what_front_ends_ask_first_is_answered_and_nonsense_refused(self):
        information = self.debug("debugInfo")
        self.assertFalse(information["isStarted"])
        self.attach()
        self.assertTrue(self.debug("debugInfo")["isStarted"])
        self.ran("let seen = [1, 2]")
        self.assertIn("seen", [variable["name"] for variable in self.debug("inspectVariables")["variables"]])
        for content in [{}, {"type": "request", "seq": 1, "command": "paint", "arguments": {}}, {"type": "request", "seq": 2, "command": "dumpCell"}]:
            reply = self.control("debug_request", content)
            self.assertFalse(reply["success"], reply)
        self.assertEqual(self.result("'alive'"), "'alive'")
