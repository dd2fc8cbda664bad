// What is called with the wrong arguments is refused while the lattice is traced, with the author's line.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { electron } from "./electron.ts";
import { lattice } from "./lattice.ts";
import { traceLattice } from "./trace-lattice.ts";
import { argumentsOf, here } from "./traced.fixture.ts";

interface Table {
  rows: number[];
  path: string;
}
const load = electron(async (path: string): Promise<Table> => ({ rows: [path.length], path }));
const sum = electron((rows: number[], scale = 1) => scale * rows.reduce((a, b) => a + b, 0));
const add = electron((a: number, b: number) => a + b);

describe("wrong calls", () => {
  it("of a lattice are refused before it runs, saying what it takes", async () => {
    const workflow = lattice((path: string, degree?: number) => [path, degree]);

    await assert.rejects(traceLattice(workflow, []), {
      code: "LATTICE_ARGUMENTS",
      about: { lattice: "workflow", problem: "it takes 'path', 'degree', and 'path' is missing" },
    });
    await assert.rejects(traceLattice(workflow, ["a", 2, 3]), { code: "LATTICE_ARGUMENTS" });
    await traceLattice(workflow, ["a"]);
  });

  it("of an electron are refused, saying where", async () => {
    const line = here();
    const workflow = lattice(() => (add as unknown as (a: number) => number)(1));

    await assert.rejects(traceLattice(workflow, []), {
      name: "LatticeError",
      code: "ELECTRON_ARGUMENTS",
      about: {
        electron: "add",
        problem: "it takes 'a', 'b', and 'b' is missing",
        place: { file: import.meta.filename, line: line + 1, column: 77 },
      },
    });
  });

  it("by a list's own methods pass what the electron takes", async () => {
    const workflow = lattice(() => ["a", "b"].map(load));

    const traced = await traceLattice(workflow, []);

    assert.deepEqual([await argumentsOf(traced, 0), await argumentsOf(traced, 1)], [["a"], ["b"]]);
  });

  it("with another lattice's output are refused", async () => {
    let leaked: unknown;
    await traceLattice(
      lattice(() => {
        leaked = sum([1]);
      }),
      [],
    );

    await assert.rejects(
      traceLattice(
        lattice(() => add(leaked as number, 1)),
        [],
      ),
      { code: "DEFERRED_ELSEWHERE" },
    );
  });

  it("that throw on their own reach the caller as they are", async () => {
    const failure = new RangeError("no such day");

    await assert.rejects(
      traceLattice(
        lattice(() => {
          throw failure;
        }),
        [],
      ),
      (error) => error === failure,
    );
  });
});
