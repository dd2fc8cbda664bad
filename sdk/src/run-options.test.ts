import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as ct from "covalent-ts";
import { bytesOf } from "./protocol/amounts.ts";

const work = (x: number): number => x;

describe("options of electrons that cannot be", () => {
  const wrong: [option: string, options: object][] = [
    ["retries", { retries: -1 }],
    ["retries", { retries: 1.5 }],
    ["retries", { retries: "3" }],
    ["retries", { retries: null }],
    ["retries.max", { retries: { delay: 5 } }],
    ["retries.delay", { retries: { max: 1, delay: -1 } }],
    ["retries.factor", { retries: { max: 1, factor: 0.5 } }],
    ["retries.jitter", { retries: { max: 1, jitter: 2 } }],
    ["retries.cap", { retries: { max: 1, cap: Number.NaN } }],
    ["retries.on", { retries: { max: 1, on: [Error] } }],
    ["retries.dely", { retries: { max: 1, dely: 5 } }],
    ["timeout", { timeout: 0 }],
    ["timeout", { timeout: "5s" }],
    ["timeout.run", { timeout: { run: -5 } }],
    ["timeout.runs", { timeout: { runs: 5 } }],
    ["priority", { priority: 1.5 }],
    ["priority", { priority: 1e9 }],
    ["resources", { resources: 2 }],
    ["resources.cpus", { resources: { cpus: "two" } }],
    ["resources.memory", { resources: { memory: "2 apples" } }],
    ["resources.a b", { resources: { "a b": 1 } }],
    ["retry", { retry: 3 }],
  ];
  for (const [option, options] of wrong) {
    it(`are refused where they are written, by name: ${JSON.stringify(options)}`, () => {
      const refusal = { code: "BAD_OPTION", about: { option } };
      const isRefused = (error: unknown): boolean => {
        assert.ok(error instanceof ct.CovalentError && error.code === refusal.code, String(error));
        assert.match(error.message, /^\S.* of (electron|lattice) 'work' is /);
        return "option" in error.about && error.about.option === option;
      };

      assert.throws(() => ct.electron(work, options), isRefused);
      assert.throws(() => ct.lattice(work, options), isRefused);
    });
  }

  it("of a dispatch too", () => {
    const lattice = ct.lattice(work);

    assert.throws(() => ct.dispatch(lattice, { priority: 0.5 }), { code: "BAD_OPTION" });
    // @ts-expect-error not an option
    assert.throws(() => ct.dispatch(lattice, { prio: 1 }), { code: "BAD_OPTION" });
  });

  it("are type errors where types are checked", () => {
    const refused = () => [
      // @ts-expect-error a text is no number of tries
      ct.electron(work, { retries: "3" }),
      // @ts-expect-error no such field
      ct.electron(work, { retries: { max: 1, dely: 5 } }),
      // @ts-expect-error no such limit
      ct.electron(work, { timeout: { runs: 1 } }),
      // @ts-expect-error not an option
      ct.lattice(work, { retry: 1 }),
    ];
    assert.equal(typeof refused, "function");
  });
});

describe("an amount of memory", () => {
  it("is read in bytes, of 1,000 or of 1,024", () => {
    const read = ["512", "1kB", "2GB", "1.5 GiB", "3M", "1TiB", "GB", "-1GB", "2 apples"].map(bytesOf);

    assert.deepEqual(read, [512, 1_000, 2e9, 1.5 * 2 ** 30, 3e6, 2 ** 40, undefined, undefined, undefined]);
  });
});
