// Numbers respect what waits for what, and otherwise the order in which the calls were made.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { orderOf } from "./numbering.ts";

const calls = (...waitsFor: number[][]) =>
  waitsFor.map((numbers, n) => ({ name: `e${n}`, waitsFor: new Set(numbers) }));

describe("numbering", () => {
  it("keeps the order in which calls were made, where that is possible", () => {
    assert.deepEqual(orderOf(calls([], [0], [], [1, 2])), [0, 1, 2, 3]);
  });

  it("puts first what others wait for", () => {
    assert.deepEqual(orderOf(calls([2], [], [1])), [1, 2, 0]);
  });

  it("names the electrons that wait for each other", () => {
    assert.throws(() => orderOf(calls([], [3], [1], [2])), {
      code: "ELECTRONS_IN_CIRCLE",
      about: { electrons: "e1, e3, e2" },
    });
  });

  it("takes a chain that is longer than the stack", () => {
    const chain = calls(...Array.from({ length: 50_000 }, (_, n) => (n === 49_999 ? [] : [n + 1])));

    assert.equal(orderOf(chain)[0], 49_999);
  });

  it("holds for any graph without circles", () => {
    const graph = fc
      .array(fc.array(fc.nat(30), { maxLength: 4 }), { maxLength: 30 })
      .map((lists) => calls(...lists.map((list, n) => list.map((i) => i % (n + 1)).filter((i) => i !== n))))
      // The same graph, with its calls made in reverse.
      .map((made) =>
        made
          .toReversed()
          .map((call) => ({ ...call, waitsFor: new Set([...call.waitsFor].map((n) => made.length - 1 - n)) })),
      );
    fc.assert(
      fc.property(graph, (made) => {
        const order = orderOf(made);
        assert.deepEqual(
          order.toSorted((a, b) => a - b),
          [...made.keys()],
        );
        for (const [at, number] of order.entries())
          for (const other of made[number]?.waitsFor ?? []) assert.ok(order.indexOf(other) < at);
      }),
    );
  });
});
