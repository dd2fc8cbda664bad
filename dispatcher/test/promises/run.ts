// Tests each promise that docs/reliability.md makes, on real dispatchers, and closes with how many are kept, by name.
//
//   npm run test:promises
//   COVALENT_PROMISED_ELECTRONS=1000000 npm run test:promises     memory with a million electrons, which takes minutes

import { once } from "node:events";
import { globSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const files = globSync("*.test.ts", { cwd: import.meta.dirname }).map((file) => join(import.meta.dirname, file));
const kept: string[] = [];
const broken: string[] = [];

// Two at a time, however many processors there are: a dispatcher, its workers and a client run in each.
const tests = run({ files, concurrency: 2 })
  .on("test:pass", ({ name, skip, todo }) => {
    if (skip === undefined && todo === undefined) kept.push(name);
  })
  .on("test:fail", ({ name }) => {
    broken.push(name);
    process.exitCode = 1;
  });
tests.compose(new spec()).pipe(process.stdout);
await once(tests, "end");

console.log("\npromises kept:");
for (const name of kept.toSorted()) console.log(`  ${name}`);
for (const name of broken) console.log(`BROKEN: ${name}`);
console.log(`promises: ${kept.length} passed, ${broken.length} failed`);
