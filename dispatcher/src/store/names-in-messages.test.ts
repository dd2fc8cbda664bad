import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { encodeValue, shipFunction } from "covalent-ts/ship";
import { parseAge } from "../ages.ts";
import { blobName, findNames, projectName, standIn } from "./names-in-messages.ts";

const nameOf = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

function found(bytes: Uint8Array, isBlob: (name: string) => boolean = () => true): string[] {
  const names: string[] = [];
  findNames(bytes, blobName, isBlob, (name) => names.push(name));
  return names;
}

describe("the names of blobs in a message", () => {
  it("are found wherever they stand, also right beside each other", () => {
    const [a, b] = [nameOf("a"), nameOf("b")];
    for (let before = 0; before < 130; before += 1) {
      const bytes = Buffer.concat([
        Buffer.alloc(before, 0xff),
        Buffer.from(`${a}@${b}`),
        Buffer.alloc(before % 7, 0xff),
      ]);
      assert.deepEqual(found(bytes), [a, b], `after ${before} bytes`);
    }
  });

  it("are found although hexadecimal digits stand before and after them", () => {
    const name = nameOf("a");
    const bytes = Buffer.from(`beef${name}cafe${name}`);

    assert.deepEqual(
      found(bytes, (it) => it === name),
      [name, name],
    );
  });

  it("are none in what is shorter, in capitals, or in random bytes", () => {
    assert.deepEqual(found(Buffer.from(nameOf("a").slice(1))), []);
    assert.deepEqual(found(Buffer.from(nameOf("a").toUpperCase().replace(/\d/g, "A"))), []);
    assert.deepEqual(found(randomBytes(1_000_000)), []);
  });

  it("are those that shipping writes: of large buffers, and of a message that is large itself", () => {
    const kept: { name: string; size: number }[] = [];
    const keep = (bytes: Uint8Array): string => {
      const name = nameOf(bytes);
      kept.push({ name, size: bytes.length });
      return name;
    };
    const large = new Float64Array(20_000);
    const about = { about: { what: "it" }, keep };

    const withBuffer = encodeValue({ large, other: new Float64Array(20_000).fill(1) }, about).bytes;
    assert.deepEqual(new Set(found(withBuffer)), new Set(kept.map(({ name }) => name)));
    assert.equal(kept.length, 2);

    kept.length = 0;
    const large2 = encodeValue([large, Array.from({ length: 20_000 }, (_, n) => `text ${n}`)], about).bytes;
    assert.deepEqual(found(large2), [kept.at(-1)?.name]);
    assert.ok(large2.length <= standIn);
  });
});

describe("the state of a project's files in a message", () => {
  it("is found in a function that imports one of them, and in no other", () => {
    const states = (fn: () => unknown): string[] => {
      const names: string[] = [];
      const { code } = shipFunction(fn, { electron: "it" });
      findNames(
        code,
        projectName,
        () => true,
        (name) => names.push(name),
      );
      return names;
    };

    const [state, ...others] = states(() => parseAge("3d"));

    assert.match(state ?? "", /^[0-9a-f]{16}$/);
    assert.deepEqual(others, []);
    assert.deepEqual(
      states(() => "3d"),
      [],
    );
  });
});
