// What is a magic, what only looks like one, and what the type checker gets to read.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { completeMagic, readMagics } from "./magics.ts";
import { SyntaxFault } from "./syntax-fault.ts";

describe("magics", () => {
  it("become calls on their own lines, and are no matter of types", () => {
    const { code, typed } = readMagics('%npm install "left pad"\nconst a: number = 1;\n  %time f(a);');

    assert.deepEqual(code.split("\n"), [
      String.raw`await __covalentMagic.npm("install \"left pad\"");`,
      "const a: number = 1;",
      "await __covalentMagic.time(async () => (f(a)));",
    ]);
    assert.deepEqual(typed.split("\n"), ["", "const a: number = 1;", "        f(a);"]);
  });

  it("may time a declaration without losing what it declares", () => {
    assert.equal(
      readMagics("%time const a = f()").code,
      "__covalentMagic.timeCell(); const a = f(); __covalentMagic.timed();",
    );
  });

  it("may take the rest of the cell", () => {
    const { code, typed } = readMagics("\n%%bash\necho `date`\n");

    assert.equal(code, '\nawait __covalentMagic.bash("echo `date`\\n");');
    assert.equal(typed, "");
  });

  for (const text of ["1\n  % b", "`\n%npm install\n`", "/*\n%reset\n*/"]) {
    it(`are not seen in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readMagics(text), { code: text, typed: text, installs: false, resets: false, helps: false });
    });
  }

  it("are seen behind a line without a semicolon, unless they are what somebody may divide by", () => {
    assert.equal(readMagics("const a = 1\n%who").code, 'const a = 1\nawait __covalentMagic.who("");');
    assert.equal(readMagics("const a = 7, who = 4\na\n%who").code, "const a = 7, who = 4\na\n%who");
    assert.equal(readMagics("7\n%who", new Set(["who"])).code, "7\n%who");
    assert.throws(() => readMagics("const a = 1\n%whoo"), /Did you mean %who\?/);
  });

  const mistakes = [
    ["1;\n %npn install", 2, 2, "There is no magic %npn. Did you mean %npm? %help lists them."],
    ["%%bahs\nls", 1, 1, "There is no magic %%bahs. Did you mean %%bash? %help lists them."],
    ["%matplotlib inline", 1, 1, "There is no magic %matplotlib. %help lists them."],
  ] as const;
  for (const [text, line, column, message] of mistakes) {
    it(`that there are not are refused: ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => readMagics(text),
        (fault) => {
          assert.ok(fault instanceof SyntaxFault);
          assert.deepEqual([fault.message, fault.line, fault.column], [message, line, column]);
          return true;
        },
      );
    });
  }

  it("are completed at the beginning of a line", () => {
    assert.deepEqual(completeMagic("1;\n%ti", 6), { matches: ["time", "timeit"], start: 4 });
    assert.deepEqual(completeMagic("%%b", 3), { matches: ["bash"], start: 2 });
    assert.equal(completeMagic("a %ti", 5), undefined);
  });
});
