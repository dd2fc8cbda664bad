// Cells can end the process that they run in; the kernel lives on, and says what was lost.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { of, openTestKernel, printed, type TestKernel } from "./kernel.fixture.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await openTestKernel();
});
after(() => kernel[Symbol.asyncDispose]());

describe("a cell that ends its process", () => {
  const ends: [what: string, code: string, how: RegExp][] = [
    ["with process.exit", "console.log('last words'); process.exit(3)", /exit code 3/],
    [
      "with a signal, as a native crash does",
      "console.log('last words'); process.kill(process.pid, 'SIGSEGV')",
      /SIGSEGV/,
    ],
    ["with process.abort", "console.log('last words'); process.abort()", /SIGABRT/],
  ];
  for (const [what, code, how] of ends) {
    it(`${what} has its output, an error, and a next cell that says once what is gone`, async () => {
      await kernel.run("const before = 1");
      const ended = await kernel.run(code);
      const next = await kernel.run("typeof before");
      const later = await kernel.run("1");

      assert.equal(printed(ended.outputs, "stdout"), "last words\n");
      assert.equal(ended.reply["ename"], "ProcessEnded");
      assert.match(String(of(ended.outputs, "error")[0]?.evalue), how);
      assert.match(printed(next.outputs, "stderr"), /started again: what earlier cells declared is gone/);
      assert.equal(of(next.outputs, "execute_result")[0]?.data["text/plain"], "'undefined'");
      assert.equal(printed(later.outputs, "stderr"), "");
    });
  }

  it("can do so after its end, which the next cell tells", async () => {
    const pid = Number(await kernel.result("setTimeout(() => process.exit(7)); process.pid"));
    await untilGone(pid);
    const next = await kernel.run("1");

    assert.match(printed(next.outputs, "stderr"), /exit code 7/);
    assert.equal(next.reply["status"], "ok");
  });

  it("takes the children that it started with it", async () => {
    const pid = Number(
      await kernel.result("(await import('node:child_process')).spawn('sleep', ['600'], { stdio: 'ignore' }).pid"),
    );
    await kernel.run("process.exit()");

    await untilGone(pid);
  });
});

/** Asks the system until it knows the process no more. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await kernel.client.kernelInfo();
  }
}
