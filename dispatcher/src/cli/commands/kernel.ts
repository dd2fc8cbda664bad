// covalent kernel: hands everything on to the command of the Jupyter kernel.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CallError, type Command } from "../command.ts";

export const kernel: Command = {
  name: "kernel",
  synopsis: "install | uninstall | run NOTEBOOK | ...",
  summary: "Install the Jupyter kernel, or run a notebook with it.",
  explains: [["...", "See covalent kernel --help."]],
  async run(args) {
    const bin = findKernel();
    const child = spawn(process.execPath, [...process.execArgv, bin, ...args], { stdio: "inherit" });
    const [code] = await once(child, "exit");
    return code === 0 || code === 2 ? code : 1;
  },
};

/** The kernel is nobody's import: it is found beside this package, or from where somebody works. */
function findKernel(): string {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      return join(
        dirname(createRequire(from).resolve("@covalent-ts/kernel/package.json")),
        "bin",
        "covalent-kernel.mjs",
      );
    } catch {
      // not from there
    }
  }
  throw new CallError("The kernel is not installed: npm install @covalent-ts/kernel.");
}
