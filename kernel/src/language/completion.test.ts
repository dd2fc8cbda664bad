import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { notebook } from "./notebook.fixture.ts";

describe("completion", () => {
  for (const [code, matches] of [
    ["parseFl", ["parseFloat"]],
    ["JSON.stri", ["stringify"]],
    ["JSON.Stri", []],
    ["const ownName = 1;\nown", ["ownName"]],
    ["const text = 'a'\ntext.toUpp", ["toUpperCase"]],
    ["const maybe = 'a'.match(/a/); maybe.inp", ["?.input"]],
    ["function f(options: { verbose?: boolean; volume: number }) {}\nf({ v", ["verbose", "volume"]],
    ["import { readFileS } from 'node:fs'", ["readFileSync"]],
    ["displa", ["display"]],
    ["display.vega", ["vegalite"]],
  ] as const) {
    it(`of \`${code.replaceAll("\n", " ⏎ ")}\` is ${matches.join(", ") || "nothing"}`, async (t) => {
      const { language } = await notebook(t);
      const offset = code.startsWith("import") ? code.indexOf(" }") : code.length;

      assert.deepEqual((await language.complete(code, offset)).matches.toSorted(), matches);
    });
  }

  it("knows names of cells that ran, and of this one, however broken it is", async (t) => {
    const { language } = await notebook(t);
    language.accept("const earlier = { alpha: 1 }; import * as nodePath from 'node:path'; let counter = 1", 1);

    assert.deepEqual((await language.complete("earl", 4)).matches, ["earlier"]);
    assert.deepEqual((await language.complete("nodePath.dirn", 13)).matches, ["dirname"]);
    assert.deepEqual((await language.complete("function f() { counter.toFix", 28)).matches, ["toFixed"]);
    assert.deepEqual((await language.complete("const earlier = 'text'; earlier.le", 34)).matches, ["length"]);
  });

  it("says what to replace, what each match is, and counts in UTF-16 units", async (t) => {
    const { language } = await notebook(t);

    assert.deepEqual(await language.complete("'🙂🙂';\r\n  JSON.par;", 19), {
      matches: ["parse"],
      start: 16,
      end: 19,
      items: [{ text: "parse", kind: "method" }],
    });
    assert.deepEqual((await language.complete("import 'node:f'", 14)).matches, ["node:fs", "node:fs/promises"]);
  });

  it("offers all that is in reach where nothing is written yet", async (t) => {
    const { language } = await notebook(t);
    language.accept("const mine = 1", 1);

    const { matches, start, end } = await language.complete("", 0);

    assert.deepEqual([start, end], [0, 0]);
    for (const name of ["mine", "console", "display", "const"]) assert.ok(matches.includes(name), name);
    assert.ok(!matches.some((name) => name.includes("__notebook")), "names of ours stay hidden");
  });
});
