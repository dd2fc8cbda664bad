import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { notebook, placed, run } from "./notebook.fixture.ts";

describe("all cells of a notebook at once", () => {
  it("are diagnosed as if they ran from top to bottom", async (t) => {
    const { language } = await notebook(t);
    language.accept("const x = 'of a cell that ran'", 1);

    const found = await language.diagnoseAll([
      "x",
      "const x = 1",
      "x.length",
      "function f() {",
      "const x = 'a'",
      "x.length",
    ]);

    assert.deepEqual(found.map(placed), [["1:1 TS2304"], [], ["1:3 TS2339"], ["1:15 TS1005"], [], []]);
  });

  it("are diagnosed again from the first that changed", async (t) => {
    const { language } = await notebook(t);
    const cells = ["const x = 1", "x.toFixed()", "const y: string = x"];

    assert.deepEqual((await language.diagnoseAll(cells)).map(placed), [[], [], ["1:7 TS2322"]]);
    assert.deepEqual((await language.diagnoseAll(["const x = ''", ...cells.slice(1)])).map(placed), [
      [],
      ["1:3 TS2551"],
      [],
    ]);
    assert.deepEqual((await language.diagnoseAll(cells.slice(0, 2))).map(placed), [[], []]);
    assert.deepEqual(await run(language, "x"), [["1:1 TS2304"]]);
  });
});
