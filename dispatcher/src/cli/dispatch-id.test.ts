// Ids are as short as they can be while they tell dispatches apart.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { abbreviate } from "./dispatch-id.ts";

describe("abbreviated ids", () => {
  it("have eight characters where that is enough", () => {
    const short = abbreviate(["98dd9ef8-de4c", "76d6846b-18cb"]);

    assert.equal(short("98dd9ef8-de4c"), "98dd9ef8");
  });

  it("have as many as tell all of them apart", () => {
    const short = abbreviate(["98dd9ef8-de4c", "98dd9ef8-da00", "76d6846b-18cb"]);

    assert.equal(short("98dd9ef8-de4c"), "98dd9ef8-de");
    assert.equal(short("76d6846b-18cb"), "76d6846b-18");
  });
});
