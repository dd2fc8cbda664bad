# Lines that begin with %.

import os

from .kernel_case import KernelCase


class MagicTests(KernelCase):
    def says(self, code):
        return self.printed(self.ran(code))

    def test_npm_installs_into_the_notebooks_folder_with_its_progress_shown(self):
        self.write("greeter/package.json", '{ "name": "greeter", "version": "1.0.0", "type": "module" }')
        self.write("greeter/index.js", "export const greeting = 'hi';")
        self.failed("// @ts-nocheck\nimport { greeting } from 'greeter'; greeting")
        said = self.says("%npm install ./greeter\nimport { greeting } from 'greeter'\nconsole.log(greeting)")
        self.assertRegex(said, r"(?s)added 1 package.*hi\n$")
        self.assertTrue(os.path.exists(os.path.join(self.folder, "node_modules", "greeter")))
        self.assertIn("npm ended with exit code", self.failed("%npm no-such-command")["evalue"])

    def test_time_timeit_and_time_of_a_cell(self):
        outputs = self.ran("%time 6 * 7")
        self.assertRegex(self.printed(outputs), r"^Took [\d.]+ (ns|µs|ms|s)\n$")
        self.assertRegex(self.says("%timeit Math.sqrt(2)"), r"per loop \(mean ± standard deviation of 7 runs of [\d,]+ loops\)")
        self.assertRegex(self.says("%%time\nlet timed = 1\nawait 0"), r"^Took ")
        self.assertEqual(self.result("timed"), "1")
        self.assertRegex(self.says("%time const kept = 2"), r"^Took ")
        self.assertEqual(self.result("kept"), "2")

    def test_who_and_reset(self):
        self.ran("%reset")
        self.ran("const one = 1; function two() {}; class Three {}")
        self.assertEqual(self.says("%who"), "Three  [class Three]\none    1\ntwo    [Function: two]\n")
        outputs = self.ran("%reset\nconsole.log(typeof globalThis.two)")
        self.assertEqual((self.printed(outputs), self.printed(outputs, "stderr")), ("undefined\n", ""))
        self.assertEqual(self.says("%who"), "Nothing is declared.\n")
        self.assertEqual(self.failed("one")["ename"], "TypeScriptError")

    def test_cd_and_env(self):
        os.makedirs(os.path.join(self.folder, "below"), exist_ok=True)
        here = os.path.realpath(self.folder)
        self.assertEqual(self.says("%cd below"), f"{here}/below\n")
        self.assertEqual(self.result("process.cwd()"), f"'{here}/below'")
        self.assertEqual(self.says("%cd .."), f"{here}\n")
        self.assertEqual(self.says("%cd"), f"{here}\n")
        self.assertIn("nowhere", self.failed("%cd nowhere")["evalue"])
        self.assertEqual(self.says("%env SOME_NAME=some value"), "SOME_NAME=some value\n")
        self.assertEqual(self.says("%env SOME_NAME"), "SOME_NAME=some value\n")
        self.assertEqual(self.result("process.env.SOME_NAME"), "'some value'")
        self.assertIn("SOME_NAME=some value\n", self.says("%env"))
        self.assertEqual(self.says("%%bash\necho $SOME_NAME"), "some value\n")

    def test_bash(self):
        outputs = self.ran("%%bash\necho one; echo two >&2\necho $((1 + 2))")
        self.assertEqual((self.printed(outputs), self.printed(outputs, "stderr")), ("one\n3\n", "two\n"))
        self.assertEqual(self.failed("%%bash\nexit 3")["evalue"], "bash ended with exit code 3.")

    def test_help_is_a_page(self):
        reply, _ = self.run_cell("%help")
        [page] = reply["payload"]
        self.assertEqual((page["source"], page["start"]), ("page", 0))
        for name in ["%npm", "%who", "%time", "%timeit", "%reset", "%cd", "%env", "%%bash", "display", "covalent-ts"]:
            self.assertIn(name, page["data"]["text/plain"])

    def test_one_that_there_is_not_suggests_the_nearest(self):
        for wrong, near in {"%tiem 1": "%time", "%npn install x": "%npm", "%%bahs\nls": "%%bash", "%resset": "%reset", "%whoo": "%who"}.items():
            with self.subTest(wrong):
                reply = self.failed(f"const a = 1\n{wrong}" if not wrong.startswith("%%") else wrong)
                self.assertIn(f"Did you mean {near}?", reply["evalue"])
                self.assertIn("%help lists them", reply["evalue"])
        self.assertNotIn("Did you mean", self.failed("%xylophone")["evalue"])

    def test_a_remainder_and_a_line_of_a_template_are_none(self):
        self.assertEqual(self.result("const a = 7, b = 4;\na\n% b"), "3")
        self.assertEqual(self.result("`\n%time flies\n`.length"), "13")
