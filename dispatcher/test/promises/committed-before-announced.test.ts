import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { it } from "node:test";
import * as ct from "covalent-ts";
import { dispatching } from "./dispatching.ts";
import { marked, marksIn, runsIn } from "./marks.ts";

it("what is announced, answered, or started is committed before", async (test) => {
  const { directory, client } = await dispatching(test);
  using store = new DatabaseSync(join(directory, "store.sqlite"), { readOnly: true });
  const isKept = store.prepare(
    "SELECT 1 FROM event JOIN dispatch ON dispatch.key = event.dispatch WHERE dispatch.id = ? AND event.seq = ?",
  );
  const early: string[] = [];
  let heard = 0;
  const over = Promise.withResolvers<void>();
  using _following = await client.followAll(({ dispatch, seq, events }) => {
    heard += 1;
    if (isKept.get(dispatch, seq) === undefined) early.push(`message ${seq} of ${dispatch}`);
    if (events.some((event) => event.type === "lattice" && event.change.state === "COMPLETED")) over.resolve();
  });

  const id = await ct.dispatch(marked)(marksIn(directory));
  const answered = store.prepare("SELECT 1 FROM dispatch WHERE id = ?").get(id);
  await over.promise;

  assert.notEqual(answered, undefined, "the submit was answered before it was on disk");
  assert.deepEqual(early, []);
  assert.ok(heard >= 3, `only ${heard} messages`);
  assert.equal(runsIn(marksIn(directory)).size, 5);
});
