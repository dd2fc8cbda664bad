# What was run: in this kernel, and in all before it.

from .kernel_case import PATIENCE, KernelCase


class HistoryTests(KernelCase):
    def history(self, access, **options):
        return self.ask("history_request", {"hist_access_type": access, **options})["history"]

    def test_tail_range_and_search(self):
        for code in ["'first'", "let second = 2", "'first'", "third = 3; // not declared", "second * 21"]:
            self.run_cell(f"// @ts-nocheck\n{code}" if "third" in code else code)
        last = ["'first'", "// @ts-nocheck\nthird = 3; // not declared", "second * 21"]
        self.assertEqual([row[2] for row in self.history("tail", n=3)], last)
        session, line, entry = self.history("tail", n=1, output=True)[0]
        self.assertEqual(entry, ["second * 21", "42"])

        self.assertEqual([row[1:] for row in self.history("range", session=0, start=line, stop=line + 1)], [[line, "second * 21"]])
        self.assertEqual(len(self.history("range", session=session, start=1)), line)
        self.assertEqual(self.history("range", session=session + 1_000, start=1), [])

        self.assertEqual([row[2] for row in self.history("search", pattern="'f?rs*'")], ["'first'", "'first'"])
        self.assertEqual([row[2] for row in self.history("search", pattern="'f?rs*'", unique=True)], ["'first'"])
        self.assertEqual([row[2] for row in self.history("search", pattern="*", n=2)], last[1:])
        self.assertEqual(self.history("search", pattern="never*"), [])
        # Brackets are no pattern.
        self.run_cell("[1][0]")
        self.assertEqual([row[2] for row in self.history("search", pattern="[[]*")], [])
        self.assertEqual([row[2] for row in self.history("search", pattern="[1]*")], ["[1][0]"])

    def test_it_outlives_a_restart_of_the_kernel(self):
        self.run_cell("'before the restart'")
        before = self.history("tail", n=1, output=True)[0]
        self.km.restart_kernel(now=False)
        self.kc.wait_for_ready(timeout=PATIENCE)
        self.run_cell("'after it'")
        rows = self.history("tail", n=2)
        self.assertEqual([row[2] for row in rows], ["'before the restart'", "'after it'"])
        self.assertGreater(rows[1][0], rows[0][0])
        self.assertEqual(self.history("range", session=before[0], start=before[1], output=True)[0], before)
        # Negative sessions are those before the one that asks.
        self.assertIn("'before the restart'", [row[2] for row in self.history("range", session=-1, start=1)])
