// What a function's own text says about its arguments.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { argumentProblem, parametersOf } from "./parameters.ts";

const typed = (a: number, b?: string, c: number | undefined = a) => [a, b, c];
function plain(a: unknown, ...more: unknown[]) {
  return [a, more];
}
const { method } = {
  async method({ rows }: { rows: number[] }, [first]: number[], name: string) {
    return [rows, first, name];
  },
};

describe("the parameters of a function", () => {
  it("are named as declared, with what may be left out", () => {
    assert.deepEqual(parametersOf(typed), { names: ["a", "b", "c"], rest: undefined, required: 1, most: 3 });
  });

  it("may end in a rest", () => {
    assert.deepEqual(parametersOf(plain), { names: ["a"], rest: "more", required: 1, most: Number.POSITIVE_INFINITY });
  });

  it("have no name where they are taken apart at once", () => {
    assert.deepEqual(parametersOf(method), {
      names: [undefined, undefined, "name"],
      rest: undefined,
      required: 3,
      most: 3,
    });
  });

  it("are unknown for a native function", () => {
    assert.equal(parametersOf(Math.max), undefined);
  });

  it("make no problem of a number of arguments that fits", () => {
    assert.deepEqual(
      [1, 2, 3].map((count) => argumentProblem(typed, count)),
      [undefined, undefined, undefined],
    );
    assert.deepEqual(
      [1, 7].map((count) => argumentProblem(plain, count)),
      [undefined, undefined],
    );
    assert.equal(argumentProblem(Math.max, 9), undefined);
  });

  it("name what is missing", () => {
    assert.equal(argumentProblem(typed, 0), "it takes 'a', 'b', 'c', and 'a' is missing");
    assert.equal(argumentProblem(method, 1), "it takes {...}, {...}, 'name', and number 2, 'name' are missing");
  });

  it("say what there is too much", () => {
    assert.equal(argumentProblem(typed, 4), "it takes 'a', 'b', 'c', and got 4");
    assert.equal(
      argumentProblem(() => 1, 1),
      "it takes none, and got 1",
    );
  });

  it("give the benefit of the doubt where types were blanked and the author's text is not at hand", () => {
    // As a notebook cell is evaluated: `(a: number, b?: number) => a`, blanked.
    const cell: unknown = new Function("return (a        , b         ) => a")();

    assert.equal(argumentProblem(cell as CallableFunction, 0), undefined);
  });
});
