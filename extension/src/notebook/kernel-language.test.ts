import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isTypeScriptNotebook, typescriptMetadata } from "./kernel-language.ts";

describe("a notebook's language", () => {
  it("is TypeScript by its kernelspec, or by its language_info", () => {
    assert.equal(isTypeScriptNotebook({ metadata: { kernelspec: { language: "typescript", name: "deno" } } }), true);
    assert.equal(isTypeScriptNotebook({ metadata: { language_info: { name: "typescript" } } }), true);
    assert.equal(isTypeScriptNotebook({ metadata: typescriptMetadata }), true);
  });

  it("is read from where older versions of VS Code kept it", () => {
    assert.equal(isTypeScriptNotebook({ custom: { metadata: { kernelspec: { language: "typescript" } } } }), true);
  });

  it("is nobody's guess: a Python notebook, or one that says nothing, is left to others", () => {
    assert.equal(isTypeScriptNotebook({ metadata: { kernelspec: { language: "python", name: "python3" } } }), false);
    assert.equal(isTypeScriptNotebook({ metadata: {} }), false);
    assert.equal(isTypeScriptNotebook({}), false);
  });
});
