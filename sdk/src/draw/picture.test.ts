import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import type { LatticeDocument } from "../protocol/document.ts";
import { deep, everyState, fanOut, irisChain, longNames, sweep, sweepNow } from "./documents.fixture.ts";
import { drawLattice } from "./svg.ts";
import { describeLattice } from "./text.ts";

const documents: Record<string, LatticeDocument> = {
  sweep: sweep(),
  "iris-chain": irisChain(),
  "every-state": everyState(),
  "long-names": longNames(),
};

/** Compares with the golden file, or writes it anew: `UPDATE_GOLDENS=1 node --test sdk/src/draw/picture.test.ts`. */
async function golden(name: string, actual: string): Promise<void> {
  const file = new URL(`./${name}`, import.meta.url);
  if (process.env["UPDATE_GOLDENS"]) await writeFile(file, actual);
  assert.equal(actual, await readFile(file, "utf8"));
}

for (const [name, document] of Object.entries(documents)) {
  describe(`the ${name}`, () => {
    it("looks as it did", () => golden(`${name}.golden.svg`, `${drawLattice(document, { now: sweepNow })}\n`));

    it("reads as it did", () => golden(`${name}.golden.txt`, `${describeLattice(document, { now: sweepNow })}\n`));
  });
}

describe("a text form", () => {
  it("says why something failed in one line of bounded length", () => {
    const document = everyState();
    const error = { name: "Error", message: `${"no ".repeat(2_000)}\nsecond line` };
    const electrons = document.electrons.map((it) => (it.error === null ? it : { ...it, error }));

    const lines = describeLattice({ ...document, electrons, error }).split("\n");

    assert.ok(lines.some((line) => line.includes("no no")));
    assert.doesNotMatch(lines.join(), /second line|Error: no/);
    for (const line of lines) assert.ok(line.length < 1_100, line);
  });
});

describe("a picture", () => {
  it("has no script, and asks for nothing from elsewhere", () => {
    const svg = drawLattice(longNames());

    assert.doesNotMatch(svg, /<script|<foreignObject|<[^>]* href=|url\(|@import|<img|<[^>]*\son\w+=/i);
  });

  it("says what it shows to those who do not see it", () => {
    const svg = drawLattice(sweep());

    assert.match(svg, /role="img"/);
    assert.match(svg, /<title>sweep: Running, 10 of 20 electrons<\/title><desc>[^<]+fitOne/);
  });

  it("leaves out what XML cannot hold", () => {
    const document = longNames();
    const svg = drawLattice({ ...document, lattice: "\u001b[31mred\u0000 & \ud800" });

    assert.doesNotMatch(svg, /\p{Cc}(?<![\n\t])/u);
    assert.ok(svg.isWellFormed());
  });

  it("follows the reader's colour scheme unless told otherwise", () => {
    assert.match(drawLattice(irisChain()), /prefers-color-scheme:dark/);
    assert.doesNotMatch(drawLattice(irisChain(), { theme: "dark" }), /prefers-color-scheme/);
  });

  it("of a long chain leads down instead of being too wide to read", () => {
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(drawLattice(deep(12), { width: 960 })) ?? [];

    assert.ok(Number(width) <= 960);
    assert.ok(Number(height) > 960);
  });

  it("of 10,000 calls is one group", () => {
    const svg = drawLattice(fanOut(10_000));

    assert.match(svg, /×10,000/);
    assert.ok(svg.length < 30_000);
  });

  it("of an empty lattice is its header", () => {
    assert.match(drawLattice({ ...irisChain(), electrons: [], edges: [] }), /iris/);
  });
});
