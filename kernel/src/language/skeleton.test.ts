import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { skeletonOf } from "./skeleton.ts";

/** Text made of what a scanner can stumble over. */
const tricky = fc
  .array(
    fc.constantFrom(..."(){}[]`'\"/\\*$;,=<>a1 \n\r", "${", "//", "/*", "*/", "const ", "import ", "return ", "🙂"),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

describe("the skeleton of any text", () => {
  it("has every line and column where the text has it", () => {
    fc.assert(
      fc.property(tricky, (code) => {
        const { topLevel } = skeletonOf(code);

        assert.equal(topLevel.length, code.length);
        for (let at = 0; at < code.length; at += 1) {
          if (topLevel[at] !== " ") assert.equal(topLevel[at], code[at]);
        }
        assert.deepEqual(topLevel.match(/[\r\n]/g), code.match(/[\r\n]/g));
      }),
    );
  });

  it("says what would close it", () => {
    fc.assert(
      fc.property(tricky, (code) => {
        const { missing } = skeletonOf(code);

        assert.equal(skeletonOf(`${code}\n${missing}`).missing, "", JSON.stringify({ code, missing }));
      }),
    );
  });
});

describe("the skeleton of a long cell", () => {
  it("is there in time proportional to its length", () => {
    const prose =
      "/** Flowers: four lengths in cm each, and the species as 0, 1 or 2. */\nf('it is so', `as ${it} is`, /[^/]+/g);\n";

    assert.equal(skeletonOf(prose.repeat(500)).topLevel.length, prose.length * 500);
  });
});

describe("the skeleton of a cell", () => {
  for (const [code, topLevel, missing] of [
    ["f(1, [2]) + g", "f(      ) + g", ""],
    ["const { a, b: [c] } = { d: 1 }", "const { a, b: [c] } = {      }", ""],
    ["import x, { y } from 'z'", "import x, { y } from    ", ""],
    ["a /* b */ // c", "a             ", ""],
    ["`a ${b({ c: `d` })} e` + f", "`                    ` + f", ""],
    ["x = a / b / c", "x = a / b / c", ""],
    ["x = /[/'(]/g.test(y)", "x =        g.test( )", ""],
    ["if (x) { y(`z ${", "if ( ) {        ", "}`)}"],
    ["{ /* open", "{        ", "*/}"],
    ["/*/ a", "     ", "*/"],
    ["/* a * b", "        ", "*/"],
  ] as const) {
    it(`of \`${code}\` is \`${topLevel}\``, () => {
      const found = skeletonOf(code);

      assert.equal(found.missing, missing);
      assert.equal(found.topLevel, topLevel);
    });
  }
});
