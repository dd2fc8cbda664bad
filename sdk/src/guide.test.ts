// The guide tells the truth: its code runs as it stands, and prints what its comments say.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { useOwnDispatcher } from "./dispatcher.fixture.ts";

await useOwnDispatcher();

const guide = join(import.meta.dirname, "..", "..", "docs", "electrons-and-lattices.md");

/** Without what only a printer decides: spaces, and the kind of quotes. */
const plain = (text: string): string => text.replaceAll(/\s+/g, "").replaceAll("'", '"');

describe("the guide to electrons and lattices", () => {
  it("runs, and prints what its comments say", async () => {
    const text = await readFile(guide, "utf8");
    const script = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code).join("\n");
    const promised = [...script.matchAll(/console\.log\(.*\);? \/\/ (.+)$/gm)].map(([, comment]) => comment);

    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module-typescript", "--eval", script],
      { cwd: import.meta.dirname },
    );

    assert.ok(promised.length >= 12);
    assert.equal(plain(stdout), plain(promised.join("\n")));
  });
});
