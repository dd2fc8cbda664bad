import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { messages, notebook } from "./notebook.fixture.ts";

/** What the runner gives to cells, and a cell that takes the one for the other. */
const provided = {
  display: "display/display.ts",
  input: "input.ts",
  prompt: "input.ts",
  confirm: "input.ts",
  progress: "progress.ts",
  comms: "comms.ts",
};

describe("what cells are told to be in scope", () => {
  for (const [name, file] of Object.entries(provided)) {
    it(`is what the runner provides: ${name}`, async (t) => {
      const { language } = await notebook(t);
      const module = join(import.meta.dirname, "..", "runner", "inside", file);
      const actual = `import { ${name} as actual } from ${JSON.stringify(module)};`;

      assert.deepEqual(await messages(language, `${actual} const told: typeof actual = ${name};`), []);
      assert.deepEqual(await messages(language, `${actual} const told: typeof ${name} = actual;`), []);
      assert.deepEqual(
        await messages(
          language,
          `${actual} const missing: Exclude<keyof typeof actual, keyof typeof ${name}>[] = ['']`,
        ),
        ["Type 'string' is not assignable to type 'never'."],
      );
    });
  }
});
