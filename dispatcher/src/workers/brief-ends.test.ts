import assert from "node:assert/strict";
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { addRecord, beginBatch, endsPath, fits, openFrame, readBatch, readKept, written } from "./brief-ends.ts";
import { EndsHeard } from "./ends-heard.ts";
import { openBriefOutbox } from "./program/brief-outbox.ts";

/** A clock that stands still: a loaded machine must not make two batches of one. */
const stopped = (): number => 0;

const record = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (records: readonly Uint8Array[] = []): string[] => records.map((it) => new TextDecoder().decode(it));

function aFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ends-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "w1.ends");
}

/** An outbox, and what its dispatcher hears: frames wait until `deliver`. */
function aLine(t: TestContext) {
  const path = aFile(t);
  const frames: Uint8Array[] = [];
  const outbox = openBriefOutbox(path, (frame) => void frames.push(frame), stopped);
  const heard = new EndsHeard(path);
  const deliver = (): string[] =>
    frames.splice(0).flatMap((frame) => {
      const batch = readBatch(Buffer.from(frame));
      assert.ok(batch);
      return texts(heard.news(batch));
    });
  return { outbox, heard, frames, deliver, unsent: () => texts(heard.unsent()) };
}

describe("a frame of brief ends", () => {
  it("is read as it was written, as often as it is filled again", () => {
    const frame = openFrame();
    for (const batch of [1, 2]) {
      beginBatch(frame, batch);
      for (const text of batch === 1 ? ["a", "b", "c".repeat(1_000)] : ["d"]) addRecord(frame, record(text));

      const read = readBatch(Buffer.from(written(frame)));

      assert.equal(read?.number, batch);
      assert.deepEqual(texts(read?.records), batch === 1 ? ["a", "b", "c".repeat(1_000)] : ["d"]);
    }
  });

  it("is read up to where it is being written", () => {
    const frame = openFrame();
    beginBatch(frame, 1);
    addRecord(frame, record("whole"));
    addRecord(frame, record("half written"));
    const torn = Buffer.from(written(frame));
    torn.fill(0, torn.length - 8);

    assert.deepEqual(texts(readBatch(torn)?.records), ["whole"]);
    for (let length = 0; length < torn.length; length++) readBatch(torn.subarray(0, length));
  });

  it("is no message of MessagePack, and no noise", () => {
    assert.equal(readBatch(Buffer.from([0x82, 1, 2, 3, 4, 5])), undefined);
    assert.equal(readBatch(Buffer.alloc(0)), undefined);
    assert.deepEqual(readBatch(Buffer.from([0xc1, 0, 0, 0, 1, 255, 255, 255, 255, 0, 0, 0, 0]))?.records, []);
  });

  it("has an end to what fits", () => {
    const frame = openFrame();
    beginBatch(frame, 1);

    assert.ok(fits(frame, new Uint8Array(60_000)));
    assert.ok(!fits(frame, new Uint8Array(70_000)));
  });
});

describe("a worker's brief ends", () => {
  it("are each heard once, by the file or by the frame", (t) => {
    const { outbox, deliver, unsent } = aLine(t);
    const heard: string[] = [];
    for (let n = 0; n < 1_000; n++) {
      outbox.add(record(`${n}`), n % 5 === 0);
      if (n % 7 === 0) heard.push(...unsent());
      if (n % 11 === 0) outbox.flush();
      if (n % 13 === 0) heard.push(...deliver());
    }
    outbox.flush();
    heard.push(...deliver(), ...unsent());

    assert.deepEqual(
      heard,
      Array.from({ length: 1_000 }, (_, n) => `${n}`),
    );
  });

  it("are not heard before those that are still on their way", (t) => {
    const { outbox, deliver, unsent } = aLine(t);
    // More batches than the file has room for.
    for (let n = 0; n < 20; n++) {
      outbox.add(record(`${n}`));
      outbox.flush();
    }

    assert.deepEqual(unsent(), []);
    assert.equal(deliver().length, 20);
  });

  it("are all in the file of a worker that ended before it sent them", (t) => {
    const { outbox, frames, unsent } = aLine(t);
    for (const text of ["a", "b", "c"]) outbox.add(record(text));

    assert.deepEqual(frames, []);
    assert.deepEqual(unsent(), ["a", "b", "c"]);
    assert.deepEqual(unsent(), []);
  });

  it("are all heard of a batch that went on while its file was read", (t) => {
    const path = aFile(t);
    const frames: Uint8Array[] = [];
    const outbox = openBriefOutbox(path, (frame) => void frames.push(frame), stopped);
    const rest = ["b", "c", "d"];
    const heard = new EndsHeard(path, (file, number) => {
      const batch = readKept(file, number);
      for (const text of rest.splice(0, 1)) {
        outbox.add(record(text));
        if (text === "b") outbox.flush();
      }
      return batch;
    });
    outbox.add(record("a"));

    const texted = [...texts(heard.unsent()), ...texts(heard.unsent())];

    assert.deepEqual(texted, ["a", "b", "c", "d"]);
  });

  it("are left to be sent at once where there is no file", () => {
    const frames: Uint8Array[] = [];
    const outbox = openBriefOutbox("/nowhere/w1.ends", (frame) => void frames.push(frame), stopped);

    assert.equal(outbox.add(record("a")), false);
    assert.deepEqual(frames, []);
  });

  it("are told apart from what a former batch left in the file", (t) => {
    const path = aFile(t);
    const file = openSync(path, "w");
    writeSync(file, Buffer.alloc(4_096, 0xc1), 0, 4_096, 65_536);

    assert.deepEqual(new EndsHeard(path).unsent(), []);
  });
});

it("the file is beside the socket", () => {
  assert.equal(endsPath({ endpoint: "ipc:///run/covalent-1/workers", identity: "w1.x" }), "/run/covalent-1/w1.x.ends");
});
