import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openQueue } from "./cell-queue.ts";

/** A queue whose runs end when the test says so. */
function queueByHand() {
  const ends = new Map<string, (goOn: boolean) => void>();
  const story: string[] = [];
  const queue = openQueue<string>({
    run(cell) {
      story.push(`run ${cell}`);
      return new Promise((end) => ends.set(cell, end));
    },
    skip: (cell) => void story.push(`skip ${cell}`),
  });
  const end = async (cell: string, goOn = true): Promise<void> => {
    ends.get(cell)?.(goOn);
    await new Promise(setImmediate);
  };
  return { queue, story, end };
}

describe("cells in line", () => {
  it("run one after another, in the order in which they were added", async () => {
    const { queue, story, end } = queueByHand();

    queue.add(["a", "b"]);
    queue.add(["c"]);
    await end("a");
    assert.deepEqual(story, ["run a", "run b"]);
    await end("b");

    assert.deepEqual(story, ["run a", "run b", "run c"]);
    assert.equal(queue.running, "c");
  });

  it("are skipped when the one before them fails, and the next that is added runs again", async () => {
    const { queue, story, end } = queueByHand();

    const emptied = queue.add(["a", "b", "c"]);
    await end("a", false);
    await emptied;
    queue.add(["d"]);

    assert.deepEqual(story, ["run a", "skip b", "skip c", "run d"]);
  });

  it("are taken out by an interrupt, which leaves the running one to its own end", async () => {
    const { queue, story, end } = queueByHand();

    const emptied = queue.add(["a", "b"]);
    queue.clear();
    await end("a");
    await emptied;

    assert.deepEqual(story, ["run a", "skip b"]);
    assert.equal(queue.running, undefined);
  });
});
