// Whatever a cell is doing, it can be interrupted, and its variables are still there.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { of, openTestKernel, type TestKernel } from "./kernel.fixture.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await openTestKernel();
  await kernel.run("const kept = 'kept'; let reached = 0; import { execSync } from 'node:child_process'");
});
after(() => kernel[Symbol.asyncDispose]());

/** Runs the cell until it prints, then interrupts. */
async function interrupted(code: string) {
  const execution = kernel.client.execute(code);
  const outputs = [];
  for await (const output of execution) {
    outputs.push(output);
    if (output.type === "stream" && output.text.includes("go")) await kernel.client.interrupt();
  }
  return { outputs, reply: await execution.reply };
}

describe("an interrupt", () => {
  const cells: [what: string, code: string][] = [
    ["an endless loop", "console.log('go'); console.log('x'.repeat(70_000)); while (true) {}"],
    ["an await that never settles", "console.log('go'); await new Promise(() => {})"],
    [
      "an endless loop after an await",
      "console.log('go'); await new Promise((r) => setTimeout(r, 60)); while (true) {}",
    ],
    [
      "an endless loop in a timer, while the cell awaits",
      "setTimeout(() => { console.log('go'); console.log('x'.repeat(70_000)); while (true) {} }); await new Promise(() => {})",
    ],
    ["a child process that is waited for", "console.log('go'); console.log('x'.repeat(70_000)); execSync('sleep 60')"],
    ["a loop that prints", "console.log('go'); for (;;) console.log('and on')"],
    ["a pattern that backtracks for ever", "console.log('go'.padEnd(70_000)); /(a+)+b/.test('a'.repeat(40))"],
  ];
  for (const [what, code] of cells) {
    it(`ends ${what}`, async () => {
      const { outputs, reply } = await interrupted(code);

      assert.equal(reply["ename"], "Interrupted");
      assert.deepEqual(
        of(outputs, "error").map(({ ename }) => ename),
        ["Interrupted"],
      );
      assert.equal(await kernel.result("kept"), "'kept'");
    });
  }

  it("stops a loop that only ever waits", async () => {
    await kernel.run("let rounds = 0; const sleep = (ms) => new Promise((r) => setTimeout(r, ms))");
    await interrupted("console.log('go'); for (;;) { rounds += 1; await sleep(1) }");
    const rounds = await kernel.result("rounds");

    assert.equal(await kernel.result("await sleep(50); rounds"), rounds);
  });

  it("does nothing when no cell runs", async () => {
    assert.deepEqual(await kernel.client.interrupt(), { status: "ok" });
    assert.equal(await kernel.result("kept"), "'kept'");
  });

  it("drops the cells that wait behind", async () => {
    const first = kernel.client.execute("console.log('go'); await new Promise(() => {})");
    const second = kernel.client.execute("reached = 1");
    for await (const output of first) if (output.type === "stream") await kernel.client.interrupt();

    assert.equal((await second.reply)["status"], "aborted");
    assert.equal(await kernel.result("reached"), "0");
  });
});

describe("while a cell spins", () => {
  it("the kernel answers all other requests, and says again that it is busy", async () => {
    const execution = kernel.client.execute("console.log('go'.padEnd(70_000)); while (true) {}");
    const states: string[] = [];
    for await (const output of execution) {
      if (output.type === "status") states.push(output.execution_state);
      if (output.type !== "stream") continue;
      assert.equal((await kernel.client.kernelInfo())["status"], "ok");
      assert.equal((await kernel.client.isComplete("1 +"))["status"], "incomplete");
      await kernel.client.interrupt();
    }

    assert.equal(states.at(-1), "idle");
    assert.deepEqual(new Set(states.slice(0, -1)), new Set(["busy"]));
    assert.equal((await execution.reply)["ename"], "Interrupted");
  });
});
