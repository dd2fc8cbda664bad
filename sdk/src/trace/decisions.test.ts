// Decisions on outputs are found before they are taken, with the author's line; ordinary decisions are left alone.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LatticeError } from "../errors.ts";
import type { Lattice } from "../types.ts";
import { wait } from "../wait.ts";
import { electron } from "./electron.ts";
import { lattice } from "./lattice.ts";
import { traceLattice } from "./trace-lattice.ts";

interface Model {
  ready: boolean;
  score: number | undefined;
  rows: number[];
  next?(): number;
}
const load = electron((path: string): Model => ({ ready: true, score: path.length, rows: [] }));
const fetchModel = electron(async (path: string): Promise<Model> => ({ ready: true, score: path.length, rows: [] }));
const score = electron((path: string): number => path.length);
const registry = { load };

const inner = lattice(() => {
  const model = load("a");
  return model.ready ? 1 : 2;
});

/** The text between the marks is what the error must name, at the line where it stands. */
const decisions: Record<string, [test: string, workflow: unknown]> = {
  if: [
    "model.ready",
    lattice(() => {
      const model = load("a");
      if (model.ready) return 1;
      return 2;
    }),
  ],
  "a conditional": ['load("a").ready ? 1 : 2', lattice(() => (load("a").ready ? 1 : 2))],
  not: [
    "!model",
    lattice(() => {
      const model = load("a");
      return !model;
    }),
  ],
  and: [
    "model && 1",
    lattice(() => {
      const model = load("a");
      return model && 1;
    }),
  ],
  "the right of an and, as a condition": [
    "Math.PI > 3 && model.ready",
    lattice(() => {
      const model = load("a");
      if (Math.PI > 3 && model.ready) return 1;
      return 2;
    }),
  ],
  "a default by ??": [
    "model.score ?? 0",
    lattice(() => {
      const model = load("a");
      return model.score ?? 0;
    }),
  ],
  "a default in destructuring": [
    "score = 1",
    lattice(() => {
      const { score = 1 } = load("a");
      return score;
    }),
  ],
  "strict equality": [
    "model.score === 4",
    lattice(() => {
      const model = load("a");
      return model.score === 4;
    }),
  ],
  "comparison with null": [
    "model.score != null",
    lattice(() => {
      const model = load("a");
      return model.score != null;
    }),
  ],
  switch: [
    "size",
    lattice(() => {
      const size = score("a");
      switch (size) {
        case 1:
          return 2;
      }
      return 3;
    }),
  ],
  typeof: [
    "typeof size",
    lattice(() => {
      const size = score("a");
      return typeof size === "number";
    }),
  ],
  "optional chaining": [
    "model.rows?.[0]",
    lattice(() => {
      const model = load("a");
      return model.rows?.[0];
    }),
  ],
  "an optional call": [
    "model.next?.()",
    lattice(() => {
      const model = load("a");
      return model.next?.();
    }),
  ],
  "a loop that would never end": [
    "!done",
    lattice(() => {
      let done = load("a").ready;
      let rounds = 0;
      while (!done) {
        done = load(String(rounds)).ready;
        rounds += 1;
      }
      return rounds;
    }),
  ],
  "a loop on the call itself": [
    'load("a").ready',
    lattice(() => {
      let rounds = 0;
      while (load("a").ready) rounds += 1;
      return rounds;
    }),
  ],
  "what was awaited": [
    "model.ready",
    lattice(async () => {
      const model = await fetchModel("a");
      if (model.ready) return 1;
      return 2;
    }),
  ],
  "what was awaited with others": [
    "second.ready",
    lattice(async () => {
      const [, second] = await Promise.all([1, fetchModel("a")]);
      if (second.ready) return 1;
      return 2;
    }),
  ],
  "what was taken apart": [
    "first ? 1 : 2",
    lattice(() => {
      const {
        rows: [first],
      } = load("a");
      return first ? 1 : 2;
    }),
  ],
  "a method's result": [
    "model.rows.includes(1)",
    lattice(() => {
      const model = load("a");
      if (model.rows.includes(1)) return 1;
      return 2;
    }),
  ],
  "an electron of an object": [
    'registry.load("a").ready',
    lattice(() => {
      if (registry.load("a").ready) return 1;
      return 2;
    }),
  ],
  "an electron in a function of the lattice": [
    "model.ready ? 1 : 2",
    lattice((paths: string[] = ["a"]) =>
      paths.map((path) => {
        const model = load(path);
        return model.ready ? 1 : 2;
      }),
    ),
  ],
  "in a lattice that this one calls": ["model.ready ? 1 : 2", lattice(() => inner())],
  "what waited for others": [
    "model.ready",
    lattice(() => {
      const model = wait(load("a"), load("b"));
      if (model.ready) return 1;
      return 2;
    }),
  ],
  "the same variable given outputs only": [
    "best ? 1 : 2",
    lattice(() => {
      let best = score("a");
      best = score("b");
      return best ? 1 : 2;
    }),
  ],
};

describe("a decision on an output is refused:", () => {
  for (const [what, [test, workflow]] of Object.entries(decisions)) {
    it(what, async () => {
      await assert.rejects(traceLattice(workflow as Lattice, []), (error: LatticeError<"DEFERRED_IN_TEST">) => {
        assert.equal(error.code, "DEFERRED_IN_TEST");
        assert.equal(error.about.test, test);
        return true;
      });
    });
  }

  it("says in which line", async () => {
    const here = Number(/decisions\.test\.ts:(\d+)/.exec(new Error().stack ?? "")?.[1]);
    const workflow = lattice(() => {
      const model = load("a");

      if (model.ready) return 1;
      return 2;
    });

    await assert.rejects(traceLattice(workflow, []), (error: LatticeError<"DEFERRED_IN_TEST">) => {
      assert.deepEqual(error.about, {
        electron: "load",
        test: "model.ready",
        place: { file: import.meta.filename, line: here + 4, column: 11 },
      });
      return true;
    });
  });
});

describe("a decision on an ordinary value is left alone:", () => {
  const plain = (path: string): Model => ({ ready: path === "a", score: 1, rows: [1] });
  const ordinary: Record<string, unknown> = {
    "an argument": lattice((verbose = true) => (verbose ? load("a") : 1)),
    "a plain function's result": lattice(() => {
      const model = plain("a");
      load("a");
      return model.ready ? 1 : 2;
    }),
    "a variable given an output only now and then": lattice(() => {
      let model: Model | undefined;
      for (const path of ["a", "b"]) if (!model) model = load(path);
      return model;
    }),
    "one of two": lattice((quick = true) => {
      const model = quick ? plain("a") : load("a");
      return model.ready ? 1 : 2;
    }),
    "a list of outputs": lattice((paths: string[] = ["a"]) => {
      const models = paths.map((path) => load(path));
      return models.length > 0 && models ? 1 : 2;
    }),
    "a list of outputs, by the electron itself": lattice((paths: string[] = ["a"]) => {
      const sizes = paths.map(score);
      return sizes ? sizes.length === 1 : 2;
    }),
    "a list whose elements were exchanged": lattice(() => {
      const pair: unknown[] = [load("a"), 1];
      pair[0] = 0;
      return pair[0] ? 1 : 2;
    }),
    "an object that holds an output": lattice(() => {
      const all = { model: load("a"), quick: false };
      return all.quick ? 1 : 2;
    }),
    "the other element of a list": lattice(async () => {
      const [first, flag] = await Promise.all([fetchModel("a"), true]);
      return flag ? first : 2;
    }),
    "another variable of the same name": lattice(() => {
      const model = load("a");
      {
        const model = plain("a");
        if (model.ready) return 1;
      }
      return model;
    }),
    "a parameter that hides an output": lattice(() => {
      const model = load("a");
      return [1, 0].map((model) => Number(model ? 1 : 2)).concat(model.rows);
    }),
    "a test inside a function that travels": lattice(() => load("a").rows.filter((row) => (row ? row > 1 : false))),
  };
  for (const [what, workflow] of Object.entries(ordinary)) {
    it(what, async () => {
      await traceLattice(workflow as Lattice, []);
    });
  }
});
