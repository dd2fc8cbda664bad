# The process that cells run in may end; the kernel does not.

import signal
import time

from .kernel_case import PATIENCE, KernelCase


class EndTests(KernelCase):
    # Of the process that cells run in, so that it runs out of memory soon.
    env = {"NODE_OPTIONS": "--max-old-space-size=60 --conditions=source"}

    ends = {
        "process.exit(3)": "exit code 3",
        "setTimeout(() => process.exit(4), 20); await new Promise(() => {})": "exit code 4",
        "process.abort()": "SIGABRT",
        "process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {})": "SIGSEGV",
        "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})": "SIGKILL",
        "const hoard = []; for (;;) hoard.push(new Array(100_000).fill({}))": "SIG",
    }

    def test_a_cell_that_ends_its_process_is_an_error_and_the_next_one_says_once_what_is_gone(self):
        for code, how in self.ends.items():
            with self.subTest(code):
                self.ran("let lost = 1")
                msg_id = self.kc.execute(f"// @ts-nocheck\nconsole.log('before'); {code}")
                outputs = self.outputs(msg_id)
                reply = self.reply(msg_id)["content"]
                self.assertEqual((reply["status"], reply["ename"]), ("error", "ProcessEnded"))
                self.assertIn(how, reply["evalue"])
                self.assertEqual(self.printed(outputs), "before\n")
                self.assertEqual([m["content"]["ename"] for m in outputs if m["msg_type"] == "error"], ["ProcessEnded"])
                outputs = self.ran("// @ts-nocheck\ntypeof lost")
                self.assertEqual(self.shown(outputs, "execute_result")[0]["text/plain"], "'undefined'")
                self.assertIn("what earlier cells declared is gone", self.printed(outputs, "stderr"))
                self.assertEqual(self.printed(self.ran("1"), "stderr"), "")

    def test_a_process_that_ends_between_two_cells_is_told_of_by_the_next(self):
        self.ran("setTimeout(() => process.exit(5), 20); void 0")
        time.sleep(0.5)
        outputs = self.ran("1")
        self.assertIn("exit code 5", self.printed(outputs, "stderr"))

    def test_the_cells_that_wait_are_dropped(self):
        first = self.kc.execute("await new Promise(r => setTimeout(r, 100)); process.exit(1)")
        second = self.kc.execute("1")
        self.assertEqual(self.reply(first)["content"]["ename"], "ProcessEnded")
        self.assertEqual(self.reply(second)["content"]["status"], "aborted")
        self.run_cell("0")

    def test_the_language_service_may_be_killed(self):
        self.ran("const flowers = { petals: 5 }; const { execSync: run } = await import('node:child_process')")
        kernel = self.km.provisioner.process.pid
        children = self.result(f"run('ps -o pid=,args= --ppid {kernel}').toString()")
        pids = [int(line.split()[0]) for line in children.strip("'\"").split("\\n") if line.strip() and "runner" not in line and "ps -o" not in line]
        self.assertTrue(pids, children)
        for pid in pids:
            self.ran(f"process.kill({pid}, 'SIGKILL')")
        self.assertEqual(self.reply(self.kc.complete("flowers.pet"))["content"]["matches"], ["petals"])
        self.assertEqual(self.failed("const wrong: string = flowers.petals")["ename"], "TypeScriptError")


class RestartTests(KernelCase):
    def test_restarting_starts_anew(self):
        session = self.reply(self.kc.kernel_info())["header"]["session"]
        self.ran("let before = 1")
        self.km.restart_kernel(now=False)
        self.kc.wait_for_ready(timeout=PATIENCE)
        self.assertEqual(self.failed("// @ts-nocheck\nbefore")["ename"], "ReferenceError")
        self.assertEqual(self.run_cell("0")[0]["execution_count"], 2)
        self.assertNotEqual(self.reply(self.kc.kernel_info())["header"]["session"], session)

    def test_shutting_down_is_answered_and_ends_every_process(self):
        pid = int(self.result("process.pid"))
        kernel = self.km.provisioner.process
        self.assertEqual(self.control("shutdown_request", {"restart": False}), {"status": "ok", "restart": False})
        self.assertEqual(kernel.wait(PATIENCE), 0)
        self.assertTrue(has_ended(pid))
        self.km.restart_kernel(now=True)
        self.kc.wait_for_ready(timeout=PATIENCE)

    def test_a_kernel_that_is_terminated_leaves_no_process(self):
        pid = int(self.result("process.pid"))
        kernel = self.km.provisioner.process
        kernel.send_signal(signal.SIGTERM)
        self.assertEqual(kernel.wait(PATIENCE), 0)
        self.assertTrue(has_ended(pid))
        self.km.restart_kernel(now=True)
        self.kc.wait_for_ready(timeout=PATIENCE)

    def test_a_kernel_that_is_killed_leaves_no_process(self):
        msg_id = self.kc.execute("console.log(process.pid); while (true) {}")
        pid = int(self.until(msg_id, "stream")["text"])
        self.km.provisioner.process.kill()
        self.assertTrue(has_ended(pid))
        self.km.restart_kernel(now=True)
        self.kc.wait_for_ready(timeout=PATIENCE)


def has_ended(pid):
    """Whether a process is gone, or soon is."""
    for _ in range(PATIENCE * 10):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.1)
    return False
