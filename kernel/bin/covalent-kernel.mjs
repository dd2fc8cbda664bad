#!/usr/bin/env node
// Starts the `covalent-kernel` command: from its source in the repository, from what was built of it where it is installed.

import { existsSync } from "node:fs";
import * as module from "node:module";

const source = new URL("../src/main.ts", import.meta.url);
const built = new URL("../dist/main.js", import.meta.url);
const fromSource = existsSync(source);
const condition = "--conditions=source";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < (fromSource ? 18 : 15))) {
  console.error(
    `covalent-kernel needs Node 22.${fromSource ? 18 : 15} or newer, and this is Node ${process.versions.node}.`,
  );
  process.exit(1);
}
if (fromSource && ![...process.execArgv, process.env.NODE_OPTIONS ?? ""].some((flags) => flags.includes(condition))) {
  // What starting Node with the condition does, without starting it again: for this process, and for those it starts.
  module.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, "source"] }),
  });
  process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, condition].filter(Boolean).join(" ");
}

// Halves what the kernel takes to start: what was compiled once, types taken out, is kept in the folder for temporary files.
module.enableCompileCache?.();

const { main } = await import(fromSource ? source : built);
process.exitCode = await main(process.argv.slice(2));
