// What the types of electrons and lattices accept and refuse. The compiler is the test: an error that is expected must be one.

import { describe, it } from "node:test";
import type { Result } from "./index.ts";
import * as ct from "./index.ts";

interface Table {
  rows: number[];
  path: string;
}
class Model {
  readonly #weights = [1];
  predict(row: number) {
    return row * (this.#weights[0] ?? 0);
  }
}

const load = ct.electron(async (path: string): Promise<Table> => ({ rows: [1], path }));
const add = ct.electron((a: number, b: number) => a + b);
const train = ct.electron(async (_table: Table, degree = 2, ..._more: number[]) => new Model() && degree);
const fit = ct.electron((_table: Table) => new Model());
const score = ct.electron((model: Model, at?: Date) => [model.predict(1), at]);
const choose = ct.electron((kernel: "rbf" | "linear", _c: number) => kernel);
const kernel = ct.electron(async () => "rbf" as const);
const map = ct.electron(<T, U>(xs: T[], f: (x: T) => U): U[] => xs.map(f));
const identity = ct.electron(<T>(x: T): T => x);
const first = ct.electron(<T>(xs: [T, ...T[]] | T[], n = 0): T => xs[n] as T);
function double(x: number): number;
function double(x: string): string;
function double(x: number | string): number | string {
  return typeof x === "number" ? 2 * x : x + x;
}
const twice = ct.electron(double);
const anything = ct.electron((x: unknown, options: { deep: { list: Map<string, number>[] } }) => [x, options]);

/** Never called: it is only to be compiled. */
function electronsTake(): unknown[] {
  return [
    "values",
    add(1, 2),
    score(new Model()),
    score(new Model(), undefined),
    train({ rows: [1], path: "x" }),
    train({ rows: [1], path: "x" }, 3, 4, 5),

    "outputs of others, promised or not",
    train(load("x"), Promise.resolve(2)),
    add(add(1, 2), 3),
    score(fit(load("x"))),
    choose(kernel(), add(1, 2)),

    "outputs at any depth of arrays and objects",
    train({ rows: [add(1, 2), Promise.resolve(3)], path: "x" }),
    train({ rows: Promise.resolve([1]), path: Promise.resolve("x") }),
    anything(load("x"), { deep: { list: [Promise.resolve(new Map([["a", 1]]))] } }),

    "functions, with the types of their parameters",
    map([1, 2], (x) => x.toFixed()).map((text) => text.length),

    "what generic functions take",
    identity(5) satisfies number,
    identity("a") satisfies string,
    first([1, 2]) satisfies number,
    first(Promise.resolve([1, 2])),

    "each form of an overloaded function",
    twice(2) satisfies number,
    twice("2") satisfies string,
  ];
}

function electronsRefuse(table: Table): unknown[] {
  return [
    // @ts-expect-error a string is no number
    add("1", 2),
    // @ts-expect-error too few
    add(1),
    // @ts-expect-error too many
    add(1, 2, 3),
    // @ts-expect-error the output of another type
    add(load("x"), 2),
    // @ts-expect-error the promise of another type
    add(Promise.resolve("x"), 2),
    // @ts-expect-error the wrong type, deep inside
    train({ rows: [load("x")], path: "x" }),
    // @ts-expect-error a property too few
    train({ rows: [1] }),
    // @ts-expect-error a default does not take another type
    train(table, "2"),
    // @ts-expect-error no kernel of that name
    choose("poly", 1),
    // @ts-expect-error an object of the same shape is no Model
    score({ predict: (row: number) => row }),
    // @ts-expect-error not a function
    ct.electron(5),
    // @ts-expect-error not an option
    ct.electron((x: number) => x, { nam: "x" }),
  ];
}

const pipeline = ct.lattice(async (path: string, degree = 2) => {
  const { rows } = await load(path);
  const model = fit(load(path));
  return { first: rows[0], model, scores: [score(model)], trained: train(load(path), degree) };
});
const one = ct.lattice(add);
const sub = ct.electron(pipeline);

async function latticesCompute(): Promise<unknown[]> {
  const result: Result<{ first: number | undefined; model: Model; scores: unknown[][]; trained: number }> =
    await ct.dispatchSync(pipeline)("iris.csv");
  const sum: number | undefined = (await ct.dispatchSync(one)(1, 2)).value;
  const id: string = await ct.dispatch(pipeline)("iris.csv", 3);
  const inner: { trained: Promise<number> } = await sub(kernel() as Promise<string>);
  const waited: number = ct.wait(add(1, 2), [load("x"), [load("y")]]);
  const known: number = (await ct.getResult<number>(id)).unwrap();
  const remembered: number | undefined = (await ct.getResult(await ct.dispatch(one)(1, 2), { wait: true })).value;
  const unknown: unknown = (await ct.getResult("an id from elsewhere")).value;
  return [
    [remembered?.toFixed(), unknown],
    result.unwrap().trained.toFixed(),
    [sum, id, inner, waited, known],
    // @ts-expect-error too few
    ct.dispatch(pipeline)(),
    // @ts-expect-error of another type
    ct.dispatch(one)("1", 2),
    // @ts-expect-error an electron is no lattice
    ct.dispatch(add),
    // @ts-expect-error nor is a function
    ct.dispatch((x: number) => x),
    // @ts-expect-error a lattice keeps the types of its function
    pipeline(5),
  ];
}

describe("the types of electrons and lattices", () => {
  it("accept and refuse what is listed above, when tsc compiles this file", () => {
    void [electronsTake, electronsRefuse, latticesCompute];
  });
});
