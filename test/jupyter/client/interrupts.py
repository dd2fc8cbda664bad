# Whatever a cell does, an interrupt ends it, and its variables stay.

import time

from .kernel_case import KernelCase


class InterruptTests(KernelCase):
    situations = {
        "a loop": "while (true) {}",
        "a loop behind an await": "await 0; while (true) {}",
        "a loop behind a timer": "await new Promise(r => setTimeout(r, 5)); while (true) {}",
        "a loop in a timer while the cell awaits": "setTimeout(() => { while (true) {} }, 5); await new Promise(() => {})",
        "an await that never ends": "await new Promise(() => {})",
        "sleeping on and on": "for (;;) await new Promise(r => setTimeout(r, 10))",
        "a comparator that never ends": "[2, 1].sort(() => { for (;;) {} })",
        "a generator that never ends": "for await (const x of (async function* () { for (;;) yield 1 })()) {}",
        "microtasks beside a busy interval": "setInterval(() => {}, 1); const spin = () => Promise.resolve().then(spin); await spin()",
        "a regular expression that backtracks for ever": "/(a+)+b/.test('a'.repeat(60))",
        "Atomics.wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
        "a child process that is waited for": "(await import('node:child_process')).execSync('sleep 60')",
        "a shell script": "%%bash\necho under way; sleep 60",
    }

    def test_every_situation_ends_and_state_stays(self):
        self.ran("let kept = 41")
        for name, code in self.situations.items():
            with self.subTest(name):
                announced = code if code.startswith("%%") else f"// @ts-nocheck\nconsole.log('under way'); {code}"
                msg_id = self.kc.execute(announced)
                self.until_printed(msg_id, "under way")
                time.sleep(0.05)
                self.assertEqual(self.control("interrupt_request")["status"], "ok")
                reply = self.reply(msg_id)["content"]
                self.assertEqual((reply["status"], reply["ename"]), ("error", "Interrupted"))
                self.assertEqual(self.result("kept + 1"), "42")

    def test_one_that_comes_before_the_cell_has_begun_ends_it_too(self):
        self.ran("let kept = 41")
        for n in range(20):
            # While it is read and checked, on its way, and at its very beginning; and it must not fall on the next one.
            msg_id = self.kc.execute(f"await 0; const unlucky{n} = 1; while (true) {{}}")
            while self.published(msg_id)["msg_type"] != "execute_input":
                pass
            time.sleep(n / 1_000)
            self.control("interrupt_request")
            self.assertEqual(self.reply(msg_id)["content"]["ename"], "Interrupted")
            self.assertEqual(self.result("kept + 1"), "42")

    def test_jupyters_own_way_to_interrupt_is_understood(self):
        msg_id = self.kc.execute("console.log('under way'); while (true) {}")
        self.until_printed(msg_id, "under way")
        self.km.interrupt_kernel()
        self.assertEqual(self.reply(msg_id)["content"]["ename"], "Interrupted")

    def test_the_cells_that_wait_are_dropped(self):
        first = self.kc.execute("console.log('under way'); while (true) {}")
        second = self.kc.execute("globalThis.ranAnyway = true")
        self.until_printed(first, "under way")
        self.control("interrupt_request")
        self.assertEqual(self.reply(second)["content"]["status"], "aborted")
        self.assertEqual(self.result("'ranAnyway' in globalThis"), "false")

    def test_one_while_nothing_runs_changes_nothing(self):
        self.assertEqual(self.control("interrupt_request")["status"], "ok")
        self.assertEqual(self.result("1 + 1"), "2")
