import assert from "node:assert/strict";
import { it, mock } from "node:test";
import { paced } from "./paced.ts";

it("acts at once, then once for all calls of a while, and not at all after being cancelled", (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  let acts = 0;
  const act = paced(() => {
    acts += 1;
  }, 100);

  act();
  act();
  act();
  assert.equal(acts, 1);
  mock.timers.tick(100);
  assert.equal(acts, 2);

  act();
  act.cancel();
  mock.timers.tick(1_000);
  assert.equal(acts, 2);
});
