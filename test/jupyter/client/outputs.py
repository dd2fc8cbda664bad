# What cells print: whole, in order, before idle, and under the cell that it is from.

from .kernel_case import PATIENCE, KernelCase


class OutputTests(KernelCase):
    def test_a_million_lines_arrive_whole_in_order_and_before_idle(self):
        outputs = self.ran("for (let n = 0; n < 1_000_000; n++) console.log(n)")
        lines = self.printed(outputs).split("\n")
        self.assertEqual(len(lines), 1_000_001)
        self.assertTrue(all(int(line) == n for n, line in enumerate(lines[:-1])))

    def test_300_results_arrive_before_idle(self):
        for n in range(300):
            self.assertEqual(self.result(f"{n}"), str(n))

    def test_both_streams_keep_their_order(self):
        outputs = self.ran("for (let n = 0; n < 50; n++) { console.log(n); console.error(n) }")
        texts = [(m["content"]["name"], m["content"]["text"]) for m in outputs if m["msg_type"] == "stream"]
        self.assertEqual(texts, [(name, f"{n}\n") for n in range(50) for name in ["stdout", "stderr"]])

    def test_what_is_printed_around_a_display_stays_around_it(self):
        outputs = self.ran("console.log('before'); display('shown'); console.log('after'); 'result'")
        kinds = [m["msg_type"] for m in outputs if m["msg_type"] not in ["status", "execute_input"]]
        self.assertEqual(kinds, ["stream", "display_data", "stream", "execute_result"])

    def test_late_output_goes_to_the_cell_that_started_it(self):
        msg_id = self.kc.execute("setTimeout(() => { console.log('late'); display('late too') }, 300); 0")
        self.reply(msg_id)
        self.ran("'another cell'")
        self.until_printed(msg_id, "late")
        self.assertEqual(self.until(msg_id, "display_data")["data"]["text/plain"], "'late too'")

    def test_a_failure_that_nobody_awaits_goes_to_its_cell(self):
        failures = {
            "throw new Error('stray')": "Uncaught",
            "void Promise.reject(new Error('stray'))": "Unhandled rejection",
            "new (require('node:events').EventEmitter)().emit('error', new Error('stray'))": "Uncaught",
        }
        for failure, how in failures.items():
            with self.subTest(failure):
                msg_id = self.kc.execute(f"// @ts-nocheck\nsetTimeout(() => {{\n  {failure}\n}}, 300); 0")
                count = self.reply(msg_id)["content"]["execution_count"]
                self.ran("'another cell'")
                told = self.until(msg_id, "stream")
                self.assertEqual(told["name"], "stderr")
                self.assertIn(how, told["text"])
                self.assertIn(f"Cell [{count}]:3:", told["text"])
        self.assertEqual(self.result("'alive'"), "'alive'")

    def test_children_are_heard_on_both_streams_before_the_cell_ends(self):
        outputs = self.ran(
            "const { spawn, execFileSync } = await import('node:child_process');\n"
            "execFileSync('echo', ['waited for'], { stdio: 'inherit' });\n"
            "const child = spawn('sh', ['-c', 'echo spawned; echo wrong >&2'], { stdio: 'inherit' });\n"
            "await new Promise((resolve) => child.once('close', resolve));\n"
            "void 0"
        )
        self.assertEqual(self.printed(outputs), "waited for\nspawned\n")
        self.assertEqual(self.printed(outputs, "stderr"), "wrong\n")

    def test_what_a_child_floods_arrives_whole(self):
        outputs = self.ran("%%bash\nseq 1 200000")
        self.assertEqual(self.printed(outputs), "".join(f"{n}\n" for n in range(1, 200_001)))

    def test_bytes_written_in_pieces_are_one_text(self):
        outputs = self.ran(
            "for (const byte of Buffer.from('👩‍🔬 ü\\n')) process.stdout.write(Buffer.of(byte));\n"
            "process.stderr.write('raw'); void 0"
        )
        self.assertEqual(self.printed(outputs), "👩‍🔬 ü\n")
        self.assertEqual(self.printed(outputs, "stderr"), "raw")

    def test_a_trace_says_what_and_where(self):
        outputs = self.ran("console.trace('here')")
        self.assertRegex(self.printed(outputs, "stderr"), r"^Trace: here\n    at Cell \[\d+\]:1:9\n$")

    def test_clearing_is_told(self):
        outputs = self.ran("console.log(1); display.clear({ wait: true }); console.clear()")
        self.assertEqual([m["content"] for m in outputs if m["msg_type"] == "clear_output"], [{"wait": True}, {"wait": False}])


class FloodTests(KernelCase):
    """100 MB, so as a kernel comes."""

    flood = "const line = 'x'.repeat(999_999); for (let n = 0; n < {} + 1; n++) console.log(line)"

    def size(self, outputs):
        return len(self.printed(outputs)) // 1_000_000

    def test_it_asks_before_it_shows_more(self):
        msg_id = self.kc.execute(self.flood.replace("{}", "110"), allow_stdin=True)
        question = self.kc.get_stdin_msg(timeout=PATIENCE)["content"]
        self.assertIn("This cell has printed 100 MB. Show more of it?", question["prompt"])
        self.kc.input("y")
        self.assertEqual(self.size(self.outputs(msg_id)), 111)
        self.assertEqual(self.reply(msg_id)["content"]["status"], "ok")

    def test_a_no_ends_the_cell(self):
        msg_id = self.kc.execute(self.flood.replace("{}", "1e9"), allow_stdin=True)
        self.kc.get_stdin_msg(timeout=PATIENCE)
        self.kc.input("n")
        outputs = self.outputs(msg_id)
        self.assertEqual(self.size(outputs), 100)
        self.assertIn("is not shown", self.printed(outputs, "stderr"))
        self.assertEqual(self.reply(msg_id)["content"]["ename"], "Interrupted")

    def test_where_nobody_can_be_asked_the_rest_is_not_shown(self):
        outputs = self.ran(self.flood.replace("{}", "110"), allow_stdin=False)
        self.assertEqual(self.size(outputs), 100)
        self.assertIn("is not shown", self.printed(outputs, "stderr"))
        self.assertEqual(self.printed(self.ran("console.log('next')")), "next\n")
