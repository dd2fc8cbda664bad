#!/usr/bin/env node
// Starts the `covalent` command: from its source in the repository, from what was built of it where it is installed.

import { existsSync } from "node:fs";
import * as module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

const source = new URL("../src/cli/main.ts", import.meta.url);
const built = new URL("../dist/cli/main.js", import.meta.url);
const fromSource = existsSync(source);
const condition = "--conditions=source";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < (fromSource ? 18 : 13))) {
  console.error(`covalent needs Node 22.${fromSource ? 18 : 13} or newer, and this is Node ${process.versions.node}.`);
  process.exit(1);
}
// What V8 and the stripping of types made of our files is kept: it takes two thirds off the time to start, and a fifth off the
// memory. Where the folder cannot be written, nothing is kept, and nothing is said.
if (!process.env.NODE_COMPILE_CACHE) {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  module.enableCompileCache?.(join(caches, "covalent-ts", "code"));
}
if (fromSource && ![...process.execArgv, process.env.NODE_OPTIONS ?? ""].some((flags) => flags.includes(condition))) {
  // What starting Node with the condition does, without starting it again: for this process, and for those it starts.
  module.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, "source"] }),
  });
  process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, condition].filter(Boolean).join(" ");
}

const { main } = await import(fromSource ? source : built);
process.exitCode = await main(process.argv.slice(2));
