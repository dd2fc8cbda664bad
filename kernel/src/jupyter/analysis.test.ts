// What the kernel makes of a language service that cannot serve.

import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { describe, it } from "node:test";
import { openLanguage } from "../language/language.ts";
import { openAnalysis } from "./analysis.ts";

describe("an analysis without a type checker", () => {
  it("lets every cell run, and says once why types were not checked", async () => {
    const language = openLanguage({ directory: tmpdir(), compiler: "/nowhere/tsc" });
    await using analysis = openAnalysis(language, "error", () => {});

    const first = await analysis.check({ typed: "const wrong: number = 'text'", installs: false }, 1);
    const second = await analysis.check({ typed: "1", installs: false }, 2);

    assert.ok(first.run);
    assert.match(first.warning ?? "", /^Types were not checked: .*\/nowhere\/tsc/);
    assert.deepEqual(second, { run: true });
  });
});
