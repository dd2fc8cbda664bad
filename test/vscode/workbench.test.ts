import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { runHostTests } from "./workbench/host-tests.ts";
import { openRig, type Rig } from "./workbench/rig.ts";

let rig: Rig;
before(async () => {
  rig = await openRig();
});
after(() => rig[Symbol.asyncDispose]());

describe("in the extension host", () => {
  it("runs cells as the tests there promise", async (t) => {
    await using window = await rig.openWindow();

    for (const { title, error } of await runHostTests(window.host)) {
      await t.test(title, () => assert.equal(error, undefined, error));
    }
  });
});
