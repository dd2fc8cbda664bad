#!/usr/bin/env node
// Starts the `covalent-kernel` command: from what was built of it, or from its source in the repository, where that is newer.

import { existsSync } from "node:fs";
import * as module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isInStep } from "./in-step.mjs";

const source = new URL("../src/main.ts", import.meta.url);
const built = new URL("../dist/main.js", import.meta.url);
const inRepository = existsSync(source);
const fromSource = inRepository && !isInStep(fileURLToPath(new URL(".", built)));
const condition = "--conditions=source";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < (inRepository ? 18 : 15))) {
  console.error(
    `covalent-kernel needs Node 22.${inRepository ? 18 : 15} or newer, and this is Node ${process.versions.node}.`,
  );
  process.exit(1);
}
if (inRepository && ![...process.execArgv, process.env.NODE_OPTIONS ?? ""].some((flags) => flags.includes(condition))) {
  // What starting Node with the condition does, without starting it again: for this process, and for those it starts.
  module.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, "source"] }),
  });
  process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, condition].filter(Boolean).join(" ");
}

// What V8 made of our files is kept, for this process and the one that cells run in: it halves what they take to start.
// Where the folder cannot be written, nothing is kept, and nothing is said.
if (!process.env.NODE_COMPILE_CACHE) {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  module.enableCompileCache?.(join(caches, "covalent-ts", "code"));
}

const { main } = await import(fromSource ? source : built);
process.exitCode = await main(process.argv.slice(2));
