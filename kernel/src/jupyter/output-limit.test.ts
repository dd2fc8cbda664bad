// A cell that prints more than anybody would read.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openTestKernel, printed, type TestKernel } from "./kernel.fixture.ts";

/** Prints 5 MB, where 1 MB may be printed before anybody is asked. */
const flood = "for (let n = 0; n < 5_000; n++) console.log('x'.repeat(999));";

let kernel: TestKernel;
before(async () => {
  kernel = await openTestKernel({}, { COVALENT_TYPE_CHECK: "off", COVALENT_OUTPUT_LIMIT: "1" });
});
after(() => kernel[Symbol.asyncDispose]());

describe("a cell that floods", () => {
  it("goes on if the person says so, and asks again at twice as much", async () => {
    const asked: string[] = [];
    const onInput = ({ prompt }: { prompt: string }) => {
      asked.push(prompt);
      return "yes";
    };
    const { outputs, reply } = await kernel.run(flood, { onInput });

    assert.equal(reply["status"], "ok");
    assert.equal(printed(outputs, "stdout").length, 5_000_000);
    assert.deepEqual(
      asked.map((question) => /printed (\d+) MB/.exec(question)?.[1]),
      ["1", "2", "4"],
    );
  });

  it("is interrupted if the person says no, and by an interrupt while the person is asked", async () => {
    const { promise: never } = Promise.withResolvers<string>();
    const refused = await kernel.run(`${flood} while (true) {}`, { onInput: () => "" });
    const interruptInstead = () => {
      void kernel.client.interrupt();
      return never;
    };
    const ignored = await kernel.run(flood, { onInput: interruptInstead });

    for (const { outputs, reply } of [refused, ignored]) {
      assert.equal(reply["ename"], "Interrupted");
      assert.ok(printed(outputs, "stdout").length <= 1_100_000);
      assert.match(printed(outputs, "stderr"), /has printed 1 MB/);
    }
  });

  it("is cut off where nobody can be asked, and runs to its end", async () => {
    const { outputs, reply } = await kernel.run(flood);

    assert.equal(reply["status"], "ok");
    assert.ok(printed(outputs, "stdout").length <= 1_100_000);
    assert.match(printed(outputs, "stderr"), /not shown/);
  });
});
