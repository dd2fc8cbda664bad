import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { intQueue, listed, push, pushFirst, take } from "./int-queue.ts";

describe("a queue of integers", () => {
  it("does what an array does, however long and in whatever order it is used", () => {
    const operation = fc.oneof(
      fc.record({ do: fc.constant("push" as const), item: fc.nat() }),
      fc.record({ do: fc.constant("pushFirst" as const), item: fc.nat() }),
      fc.constant({ do: "take" as const }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 100 }), (operations) => {
        const queue = intQueue();
        const array: number[] = [];
        for (const it of operations) {
          if (it.do === "push") {
            push(queue, it.item);
            array.push(it.item);
          } else if (it.do === "pushFirst") {
            pushFirst(queue, it.item);
            array.unshift(it.item);
          } else assert.equal(take(queue), array.shift());
          assert.deepEqual(listed(queue), array);
        }
      }),
    );
  });
});
