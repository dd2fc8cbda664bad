import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deep, irisChain, mesh, sweep } from "./documents.fixture.ts";
import { modelOf } from "./model.ts";
import { railOf } from "./rail.ts";

describe("the rail", () => {
  it("has the main way in its first lane, and what goes beside it in the second", () => {
    const { rows } = railOf(modelOf(sweep()).level);

    assert.deepEqual(
      rows.map(({ item, lane }) => [item.key, lane]),
      [
        ["e0", 0],
        ["e1", 1],
        ["g2", 0],
        ["e11", 0],
        ["e12", 0],
      ],
    );
  });

  it("needs one lane for a chain", () => assert.equal(railOf(modelOf(irisChain()).level).lanes, 1));

  it("puts everything below what it needs", () => {
    const { rows, links } = railOf(modelOf(mesh(200)).level);

    assert.equal(rows.length, 200);
    assert.ok(links.every(({ from, to }) => from < to));
  });

  it("never has more than five lanes", () => assert.ok(railOf(modelOf(mesh(200)).level).lanes <= 5));

  it("lets an edge that skips rows go down in a lane of its own", () => {
    const { links } = railOf(modelOf(deep(12)).level);

    assert.notEqual(links.find(({ key }) => key === "e0>e11")?.lane, 0);
  });
});
