# Making the kernel known to Jupyter by the command line, and what Jupyter itself then finds.

import json
import os
import subprocess
import tempfile
import unittest

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from .kernel_case import PATIENCE

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


class InstallTests(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp())
        node, program = KernelSpecManager().get_kernel_spec("covalent").argv[:2]
        self.commands = {
            "covalent-kernel": [node, program],
            "covalent kernel": [node, os.path.join(root, "dispatcher", "bin", "covalent.mjs"), "kernel"],
        }
        self.env = {**os.environ, "JUPYTER_DATA_DIR": os.path.join(self.folder, "user"), "VIRTUAL_ENV": os.path.join(self.folder, "venv")}

    def say(self, *words, by="covalent-kernel", code=0):
        ran = subprocess.run([*self.commands[by], *words], env=self.env, capture_output=True, text=True, timeout=5 * PATIENCE)
        self.assertEqual(ran.returncode, code, ran.stdout + ran.stderr)
        return ran.stdout + ran.stderr

    def spec(self, *parts):
        with open(os.path.join(self.folder, *parts, "kernel.json")) as file:
            return json.load(file)

    def test_every_place_by_either_command(self):
        places = {
            ("covalent-kernel",): ["user", "kernels"],
            ("covalent kernel", "--user"): ["user", "kernels"],
            ("covalent-kernel", "--sys-prefix"): ["venv", "share", "jupyter", "kernels"],
            ("covalent kernel", "--prefix", f"{self.folder}/else where"): ["else where", "share", "jupyter", "kernels"],
        }
        for (by, *options), parts in places.items():
            with self.subTest(by=by, options=options):
                self.say("install", *options, by=by)
                spec = self.spec(*parts, "covalent")
                self.assertEqual((spec["language"], spec["interrupt_mode"]), ("typescript", "message"))
                self.assertEqual(spec["display_name"], "Covalent (TypeScript)")
                self.assertTrue(all(os.path.isabs(word) and os.path.exists(word) for word in spec["argv"][:2]), spec)
                self.assertEqual(spec["argv"][2:], ["serve", "-f", "{connection_file}"])
                kept = os.listdir(os.path.join(self.folder, *parts, "covalent"))
                self.assertEqual(sorted(kept), ["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"])
                self.say("uninstall", *options, by=by)
                self.assertFalse(os.path.exists(os.path.join(self.folder, *parts, "covalent")))

    def test_a_name_of_its_own_is_found_and_started_by_jupyter_with_nothing_in_path(self):
        self.say("install", "--prefix", self.folder, "--name", "Mine", "--display-name", "My kernel")
        kernels = os.path.join(self.folder, "share", "jupyter", "kernels")
        manager = KernelSpecManager(kernel_dirs=[kernels])
        self.assertEqual(manager.get_kernel_spec("mine").display_name, "My kernel")
        env = {"HOME": self.folder, "PATH": "/nowhere", "COVALENT_DATA_DIR": os.path.join(self.folder, "data")}
        km = KernelManager(kernel_name="mine", kernel_spec_manager=manager)
        km.start_kernel(cwd=self.folder, env=env)
        kc = km.client()
        kc.start_channels()
        try:
            reply = kc.execute_interactive("1 + 1", timeout=PATIENCE, output_hook=lambda message: None)
            self.assertEqual(reply["content"]["status"], "ok")
        finally:
            kc.stop_channels()
            km.shutdown_kernel(now=True)
        self.say("uninstall", "--prefix", self.folder, "--name", "mine")
        self.assertIn("There is no kernel 'mine'", self.say("uninstall", "--prefix", self.folder, "--name", "mine", code=1))

    def test_what_cannot_be_meant_is_refused(self):
        self.assertIn("Choose one of", self.say("install", "--user", "--sys-prefix", code=2))
        self.assertIn("cannot be a kernel's name", self.say("install", "--name", "a b/c", code=2))
        self.assertIn("no command 'instal'", self.say("instal", code=2))
        self.say("install", "--colour", code=2)

    def test_a_connection_file_that_is_none_is_named_with_what_is_wrong(self):
        path = os.path.join(self.folder, "connection.json")
        self.assertRegex(self.say("serve", "-f", path, code=1), f"^{path} cannot be read as a kernel's connection file: ENOENT")
        for text, wrong in {"nonsense": "JSON", "{}": "ip: ", '{"ip": "127.0.0.1", "shell_port": 99999}': "shell_port: "}.items():
            with open(path, "w") as file:
                file.write(text)
            said = self.say("serve", "-f", path, code=1)
            self.assertRegex(said, f"^{path} cannot be read as a kernel's connection file: .*{wrong}")
            self.assertIn("Let Jupyter start the kernel", said)

    def test_doctor_says_that_all_is_well_and_what_is_wrong(self):
        self.say("install", "--prefix", self.folder)
        self.assertIn("Everything works.", self.say("doctor", "--prefix", self.folder))
        path = os.path.join(self.folder, "share", "jupyter", "kernels", "covalent", "kernel.json")
        spec = self.spec("share", "jupyter", "kernels", "covalent")
        with open(path, "w") as file:
            json.dump({**spec, "argv": ["/gone/node", *spec["argv"][1:]]}, file)
        said = self.say("doctor", "--prefix", self.folder, code=1)
        self.assertIn("WRONG Kernelspec: it starts /gone/node, which is not there", said)
        self.assertIn("covalent-kernel install", said)
