import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { notebook } from "./notebook.fixture.ts";

describe("inspection", () => {
  it("shows a signature and its documentation", async (t) => {
    const { language } = await notebook(t);

    const shown = await language.inspect("parseFloat", 10, 0);

    assert.match(shown ?? "", /^```typescript\nfunction parseFloat\(string: string\): number\n```\nConverts a string/);
  });

  it("shows what a name of an earlier cell is, and at level 1 what it was defined as", async (t) => {
    const { language } = await notebook(t);
    language.accept("const unrelated = 1;\n/** Doubles. */\nfunction double(x: number) {\n  return x * 2;\n}", 3);

    assert.equal(
      await language.inspect("double", 2, 0),
      "```typescript\nfunction double(x: number): number\n```\nDoubles.",
    );
    assert.equal(
      await language.inspect("double(", 7, 1),
      [
        "```typescript\nfunction double(x: number): number\n```\nDoubles.",
        "Cell [3], line 3\n```typescript\nfunction double(x: number) {\n  return x * 2;\n}\n```",
      ].join("\n\n"),
    );
  });

  it("is about the function that is being called, where the cursor is on no name", async (t) => {
    const { language } = await notebook(t);

    assert.match((await language.inspect("parseInt([1, 2].join(''), ", 26, 0)) ?? "", /function parseInt/);
  });

  it("finds nothing where there is nothing", async (t) => {
    const { language } = await notebook(t);

    assert.equal(await language.inspect("  ", 1, 0), undefined);
    assert.equal(await language.inspect("nowhere", 3, 1), undefined);
    assert.equal(await language.inspect("12", 2, 1), undefined);
  });
});
