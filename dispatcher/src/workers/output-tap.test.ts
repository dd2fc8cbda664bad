// What a real process prints reaches whoever listens: whole, in order, and in time.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { type OutputTap, openOutputTap, type Piece } from "./output-tap.ts";

interface Printing {
  tap: OutputTap;
  child: ChildProcess;
  stray: Piece[];
  pieces: Piece[];
  text(): string;
  /** Resolves when there are so many pieces. */
  seen(count: number): Promise<void>;
}

/** Runs a program, and listens to it from the start. */
function printing(t: TestContext, program: string): Printing {
  const child = spawn(process.execPath, ["-e", program], { stdio: ["pipe", "pipe", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  const stray: Piece[] = [];
  const pieces: Piece[] = [];
  const { stdout, stderr } = child;
  let now = 0;
  const tick = (): number => {
    now += 1;
    return now;
  };
  const tap = openOutputTap({ stdout, stderr }, (piece) => stray.push(piece), tick);
  const reported = new EventEmitter();
  tap.open((piece) => {
    pieces.push(piece);
    reported.emit("piece");
  });
  const seen = async (count: number): Promise<void> => {
    while (pieces.length < count) await once(reported, "piece");
  };
  return { tap, child, stray, pieces, seen, text: () => pieces.map(({ text }) => text).join("") };
}

describe("an output tap", () => {
  it("has reported all that was printed once it is drained", async (t) => {
    const { tap, child, pieces } = printing(t, 'console.log("out"); console.error("err")');
    await once(child, "exit");

    await tap.drain();

    assert.deepEqual(pieces.map(({ stream, text }) => [stream, text]).sort(), [
      ["stderr", "err\n"],
      ["stdout", "out\n"],
    ]);
  });

  it("puts characters together that came in two parts", async (t) => {
    const horse = [...Buffer.from("🐎")];
    const writeEach = `const { writeSync } = require("node:fs");
      for (const byte of ${JSON.stringify(horse)}) writeSync(1, Buffer.from([byte]));`;
    const { tap, child, text } = printing(t, writeEach);
    await once(child, "exit");

    await tap.drain();

    assert.equal(text(), "🐎");
  });

  it("shows what is left of a character that was never finished", async (t) => {
    const { tap, child, text } = printing(t, 'require("node:fs").writeSync(1, Buffer.from([0xf0, 0x9f]))');
    await once(child, "exit");

    await tap.drain();

    assert.equal(text(), "\ufffd");
  });

  it("lets a process that prints without end wait, and not memory grow", async (t) => {
    const flood =
      "const { writeSync } = require('node:fs'); const line = 'x'.repeat(65536); for (;;) writeSync(1, line);";
    const { tap, child, pieces, seen } = printing(t, flood);
    await seen(5);
    child.kill("SIGKILL");
    await once(child, "exit");

    await tap.drain();

    // A window's worth, what the pipe holds, and one read that was under way.
    assert.ok(pieces.every(({ text }) => text.length < 1_000_000));
  });

  it("keeps the end of stderr, to tell of a death", async (t) => {
    const { tap, child } = printing(t, 'console.error("x".repeat(10_000)); console.error("the reason")');
    await once(child, "exit");

    await tap.drain();

    assert.match(tap.tail(), /x\nthe reason\n$/);
    assert.equal(tap.tail().length, 4_000);
  });

  it("tells the other listener of what comes while nobody is meant", async (t) => {
    const { tap, child, stray, pieces } = printing(t, 'process.stdin.once("data", () => console.log("late"))');
    await tap.drain();
    child.stdin?.end("go");
    await once(child, "exit");

    await tap.drain();

    assert.deepEqual(pieces, []);
    assert.deepEqual(
      stray.map(({ text }) => text),
      ["late\n"],
    );
  });
});
