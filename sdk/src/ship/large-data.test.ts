// Large data goes to the blob store, once, and only its name goes with the message.

import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { keepBlob, readBlob as readBlobOf } from "../client/blobs.ts";
import { CovalentError } from "../errors.ts";
import { decodeValue, encodeValue, receiveFunction, shipFunction } from "./index.ts";

const about = { what: "A value" };

describe("large data", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "covalent-large-"));
  });
  const keep = (bytes: Uint8Array) => keepBlob(directory, bytes);
  const readBlob = (sha256: string) => readBlobOf(directory, sha256);
  const sizes = async () => {
    const names = await readdir(join(directory, "objects"), { recursive: true });
    const files = await Promise.all(names.map((name) => stat(join(directory, "objects", name))));
    return files.filter((it) => it.isFile()).map((it) => it.size);
  };
  const inTurn: string[] = [];
  after(() => Promise.all(inTurn.map((it) => rm(it, { recursive: true }))));
  beforeEach(() => {
    inTurn.push(directory);
  });

  it("is written once, however many functions and arguments use it", async () => {
    const pixels = new Float64Array(100_000).fill(0.5);
    const sum = () => pixels.reduce((a, b) => a + b);
    const first = () => pixels[0];

    const shipped = [sum, first].map((fn) => shipFunction(fn, { electron: "it", keep }));
    const { bytes } = encodeValue([pixels, 3], { about, keep });

    assert.deepEqual(await sizes(), [800_000]);
    assert.deepEqual(
      [...shipped.map(({ code }) => code), bytes].filter((it) => it.length > 2_000),
      [],
    );
    const [sumThere] = await Promise.all(shipped.map((it) => receiveFunction(it, { directory, readBlob })));
    assert.equal(sumThere?.(), 50_000);
    assert.deepEqual(await decodeValue(bytes, { directory, readBlob }), [pixels, 3]);
  });

  it("is as it was when it was sent, whatever becomes of it then", async () => {
    const pixels = new Uint8Array(100_000).fill(1);
    const { bytes } = encodeValue(pixels, { about, keep });

    pixels.fill(2);

    assert.equal(((await decodeValue(bytes, { directory, readBlob })) as Uint8Array)[5], 1);
  });

  it("stays one buffer where several views share it", async () => {
    const buffer = new ArrayBuffer(200_008);
    const views = { late: new Float64Array(buffer, 8, 25_000), bytes: new Uint8Array(buffer, 12, 100) };
    const { bytes } = encodeValue(views, { about, keep });

    const { late, bytes: few } = (await decodeValue(bytes, { directory, readBlob })) as typeof views;

    late[0] = 1;
    assert.equal(late.buffer, few.buffer);
    assert.deepEqual([late.length, few[3]], [25_000, 0x3f]);
  });

  it("leaves the message also where it is not binary", async () => {
    const rows = Array.from({ length: 10_000 }, (_, id) => ({ id, name: `row ${id}` }));
    const count = () => rows.length;

    const { bytes } = encodeValue(rows, { about, keep });
    const shipped = shipFunction(count, { electron: "count", keep });

    assert.ok(bytes.length < 100 && shipped.code.length < 100);
    assert.deepEqual(await decodeValue(bytes, { directory, readBlob }), rows);
    assert.equal((await receiveFunction(shipped, { directory, readBlob }))(), 10_000);
  });

  it("makes another function of one that closes over it when it changes", () => {
    const pixels = new Uint8Array(100_000);
    const first = () => pixels[0];
    const before = shipFunction(first, { electron: "first", keep });

    assert.equal(shipFunction(first, { electron: "first", keep }), before);
    pixels[7] = 1;

    assert.notEqual(shipFunction(first, { electron: "first", keep }).hash, before.hash);
  });
});

describe("a function that takes a lot with it", () => {
  const data = { note: "much", table: new Uint8Array(11 * 1024 * 1024) };
  const helper = () => data.table.length;
  const train = () => helper();
  const limit = process.env["COVALENT_MAX_CAPTURE_MB"];
  before(() => {
    process.env["COVALENT_MAX_CAPTURE_MB"] = "5";
  });
  after(() => {
    if (limit === undefined) delete process.env["COVALENT_MAX_CAPTURE_MB"];
    else process.env["COVALENT_MAX_CAPTURE_MB"] = limit;
  });

  it("is refused beyond the limit, with the way to what is large", () => {
    assert.throws(
      () => shipFunction(train, { electron: "train" }),
      (error) => {
        assert(error instanceof CovalentError);
        assert.match(
          error.message,
          /^Electron 'train' takes 12 MB with it, most of it in train → helper → data, and the limit is 5 MB \(.*large-data/,
        );
        return error.code === "CAPTURE_TOO_LARGE";
      },
    );
  });

  it("is warned of below it", async () => {
    process.env["COVALENT_MAX_CAPTURE_MB"] = "100";
    const warned = new Promise<Error & { code?: string }>((heard) => process.once("warning", heard));

    shipFunction(train, { electron: "train" });

    const { message, code } = await warned;
    assert.equal(code, "COVALENT_LARGE_CAPTURE");
    assert.match(
      message,
      /^Electron 'train' takes 12 MB with it, most of it in train → helper → data \(.*\)\. Pass it/,
    );
  });
});
