# What a front end asks about code: how it goes on, what it is, and whether it is complete.

from .kernel_case import KernelCase


class CompletionTests(KernelCase):
    def completed(self, code, cursor=None):
        return self.reply(self.kc.complete(code, cursor))["content"]

    def test_names_members_and_magics_are_completed(self):
        self.ran("const flowers = { petals: 5, petioles: 1 }")
        self.assertEqual(self.completed("flowers.pet")["matches"], ["petals", "petioles"])
        self.assertEqual(self.completed("flow")["matches"], ["flowers"])
        self.assertIn("readFileSync", self.completed("import { readFileS } from 'node:fs'", 16)["matches"])
        self.assertEqual(self.completed("%ti")["matches"], ["time", "timeit"])

    def test_what_to_replace_is_said_in_code_points(self):
        code = "const s = '👩‍🔬'; JSON.stri"
        reply = self.completed(code)
        self.assertEqual(reply["status"], "ok")
        self.assertEqual(reply["matches"], ["stringify"])
        self.assertEqual((reply["cursor_start"], reply["cursor_end"]), (len(code) - 4, len(code)))

    def test_nothing_is_found_where_there_is_nothing(self):
        for code in ["", "nowhereAtAll.", "'text in a string"]:
            with self.subTest(code):
                self.assertEqual(self.completed(code)["status"], "ok")


class InspectionTests(KernelCase):
    def inspected(self, code, cursor, level=0):
        return self.reply(self.kc.inspect(code, cursor, level))["content"]

    def test_level_0_is_the_signature_and_level_1_the_source_too(self):
        self.ran("/** Halves a number. */\nfunction half(x: number) {\n  return x / 2\n}")
        short, long = self.inspected("half", 2), self.inspected("half", 2, 1)
        for found in [short, long]:
            self.assertTrue(found["found"])
            self.assertEqual(sorted(found["data"]), ["text/markdown", "text/plain"])
            self.assertIn("function half(x: number): number", found["data"]["text/plain"])
            self.assertIn("Halves a number.", found["data"]["text/plain"])
        self.assertNotIn("return x / 2", short["data"]["text/plain"])
        self.assertIn("return x / 2", long["data"]["text/plain"])

    def test_the_function_that_is_being_called_is_found_too(self):
        self.assertIn("parseFloat", self.inspected("parseFloat(", 11)["data"]["text/plain"])

    def test_what_is_not_there_is_not_found(self):
        for code in ["nowhereAtAll", "", "   "]:
            with self.subTest(code):
                found = self.inspected(code, len(code))
                self.assertEqual((found["status"], found["found"], found["data"]), ("ok", False, {}))


class IsCompleteTests(KernelCase):
    samples = {
        "complete": ["1", "", "const a = 1;", "function f() {\n}", "%help", "a\n% b", "await fetch('x')", "%%bash\necho 1"],
        "incomplete": ["function f() {", "[1,", "`text", "/* on", "const a =", "f(", "if (a) {\n  b()"],
        "invalid": ["let = 7q", "}", "const const", "f(]"],
        # What cannot be judged, because it takes too long.
        "unknown": ["[" * 20_000],
    }

    def test_the_states(self):
        for state, codes in self.samples.items():
            for code in codes:
                with self.subTest(state, code=code[:40]):
                    self.assertEqual(self.reply(self.kc.is_complete(code))["content"]["status"], state)

    def test_an_incomplete_cell_is_indented(self):
        self.assertEqual(self.reply(self.kc.is_complete("function f() {"))["content"]["indent"], "  ")
        self.assertEqual(self.reply(self.kc.is_complete("if (a) {\n  if (b) {"))["content"]["indent"], "    ")
