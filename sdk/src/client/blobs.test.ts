// The blob store keeps bytes whole, once, under the name of their content.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { blobPath, keepBlob, putBlob, readBlob } from "./blobs.ts";

describe("a blob store", () => {
  it("gives back the bytes that were put, by the hash of their content", async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "blobs-"));
    t.after(() => rm(directory, { recursive: true }));
    const bytes = new Uint8Array(100_000).fill(7);

    const { sha256, size } = await putBlob(directory, bytes);

    assert.equal(sha256, createHash("sha256").update(bytes).digest("hex"));
    assert.equal(size, 100_000);
    assert.deepEqual(new Uint8Array(await readBlob(directory, sha256)), bytes);
  });

  it("keeps one file when many write the same bytes at once, and leaves no parts", async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "blobs-"));
    t.after(() => rm(directory, { recursive: true }));
    const bytes = new Uint8Array(70_000).fill(1);

    const [first] = await Promise.all(Array.from({ length: 8 }, () => putBlob(directory, bytes)));

    const sha256 = first?.sha256 ?? "";
    assert.deepEqual(await readdir(join(directory, "objects", sha256.slice(0, 2))), [sha256.slice(2)]);
  });

  it("keeps an author's data before it returns, in the file that anybody else would write", async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "blobs-"));
    t.after(() => rm(directory, { recursive: true }));
    const bytes = new Uint8Array(70_000).fill(1);

    const sha256 = keepBlob(directory, bytes);

    assert.deepEqual(await putBlob(directory, bytes), { sha256, size: 70_000 });
    assert.equal(keepBlob(directory, bytes), sha256);
    assert.deepEqual(await readdir(join(directory, "objects", sha256.slice(0, 2))), [sha256.slice(2)]);
  });

  it("says which directory cannot be written", async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "blobs-"));
    t.after(() => rm(directory, { recursive: true }));
    await writeFile(join(directory, "objects"), "a file is in the way");

    assert.throws(() => keepBlob(directory, new Uint8Array(1)), { code: "DATA_DIRECTORY_NOT_WRITABLE" });
  });

  it("says so when there is nothing of that name", async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "blobs-"));
    t.after(() => rm(directory, { recursive: true }));

    await assert.rejects(readBlob(directory, "0".repeat(64)), {
      code: "VALUE_LOST",
      about: { sha256: "0".repeat(64), why: "it is not there any more" },
    });
  });

  it("writes a damaged file anew, and makes one that is whole young again", async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "blobs-"));
    t.after(() => rm(directory, { recursive: true }));
    const bytes = new Uint8Array(70_000).fill(1);
    for (const put of [keepBlob, putBlob]) {
      const { sha256 } = await putBlob(directory, bytes);
      const path = blobPath(directory, sha256);

      await truncate(path, 100);
      await put(directory, bytes);
      assert.deepEqual(new Uint8Array(await readBlob(directory, sha256)), bytes);

      await utimes(path, 1, 1);
      await put(directory, bytes);
      assert.ok((await stat(path)).mtimeMs > 1_000_000);
    }
  });
});
