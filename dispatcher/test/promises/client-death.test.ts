import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import * as ct from "covalent-ts";
import { dispatching, statesOf } from "./dispatching.ts";

it("a client's death changes nothing: what it dispatched goes on, and anybody can have the result", async (test) => {
  const { directory, seen } = await dispatching(test);
  const gate = join(directory, "gate");
  const program = fileURLToPath(new URL("./doomed-client.fixture.ts", import.meta.url));
  const child = spawn(process.execPath, [program, gate], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = await once(child.stdout, "data");
  const id = String(said).trim();
  await seen(id, (document) => statesOf(document)[0] === "RUNNING");

  child.kill("SIGKILL");
  await once(child, "exit");
  writeFileSync(gate, "");

  assert.equal((await ct.getResult(id, { wait: true })).value, 42);
});
