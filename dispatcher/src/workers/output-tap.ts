// Reads what a worker prints, and says which attempt printed it: whatever wrote it, and whatever the worker's own thread is doing.

import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

export type Stream = "stdout" | "stderr";

/** A piece of output, with the time of its first character. */
export interface Piece {
  stream: Stream;
  text: string;
  at: number;
}

/** Pieces are reported together once in so many milliseconds. */
const windowMillis = 20;
/** Beyond so many bytes a window nothing more is read: the pipe fills, and whoever prints has to wait. */
const windowBytes = 256 * 1024;
/** How much of the end of stderr is kept, to tell of a worker's death. */
const tailLength = 4_000;

export interface OutputTap {
  /** Reports all that comes from now on to `report`, until `drain`. */
  open(report: (piece: Piece) => void): void;
  /** Resolves once everything that was printed before this call has been reported, and ends the report. */
  drain(): Promise<void>;
  /** The last of what was on stderr since `open`. */
  tail(): string;
}

/**
 * @param stray told of what is printed while nobody listens.
 * @param now the clock.
 */
export function openOutputTap(
  streams: Record<Stream, Readable>,
  stray: (piece: Piece) => void,
  now: () => number,
): OutputTap {
  const decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  let report = stray;
  let pending: Piece[] = [];
  let read = 0;
  let tail = "";
  let window: NodeJS.Timeout | undefined;

  const take = (stream: Stream, text: string): void => {
    if (text === "") return;
    if (stream === "stderr") tail = (tail + text).slice(-tailLength);
    const last = pending.at(-1);
    if (last?.stream === stream) last.text += text;
    else pending.push({ stream, text, at: now() });
  };

  const flush = (): void => {
    const pieces = pending;
    pending = [];
    for (const piece of pieces) report(piece);
  };

  const nextWindow = (): void => {
    window = undefined;
    read = 0;
    flush();
    streams.stdout.resume();
    streams.stderr.resume();
  };

  const listen = (stream: Stream): void => {
    streams[stream].on("data", (bytes: Buffer) => {
      take(stream, decoders[stream].write(bytes));
      read += bytes.length;
      window ??= setTimeout(nextWindow, windowMillis);
      if (read < windowBytes) return;
      streams.stdout.pause();
      streams.stderr.pause();
    });
    // A reset by a dying worker says nothing that its exit does not say.
    streams[stream].on("error", () => streams[stream].destroy());
  };
  listen("stdout");
  listen("stderr");

  return {
    open(to) {
      flush();
      tail = "";
      report = to;
    },
    async drain() {
      clearTimeout(window);
      nextWindow();
      await wholeTurn();
      for (const stream of ["stdout", "stderr"] as const) take(stream, decoders[stream].end());
      flush();
      report = stray;
    },
    tail: () => tail,
  };
}

/**
 * Resolves after one whole turn of the event loop, in which every pipe was read that had something to read: what a process
 * wrote before it sent us a message has been read then, without a marker in the stream.
 */
const wholeTurn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
