// A terminal's whole screen, drawn again and again without a flicker, and left as it was found.

import type { ReadStream, WriteStream } from "node:tty";
import { clip } from "./terminal.ts";

export interface Screen extends Disposable {
  readonly columns: number;
  readonly rows: number;
  /** Draws these lines from the top, as many as there is room for, each as far as there is room. */
  draw(lines: readonly string[]): void;
  /** Resolves when somebody wants to leave: q, Escape, Ctrl-C, or the end of the input. */
  readonly left: Promise<void>;
  /** Calls back when the screen has another size. */
  onResize(listener: () => void): void;
}

const alternate = "\u001b[?1049h\u001b[?25l";
const restored = "\u001b[?25h\u001b[?1049l";
const home = "\u001b[H";
const restOfLine = "\u001b[K";
const restOfScreen = "\u001b[J";

const leaving: ReadonlySet<string> = new Set(["q", "Q", "\u001b", "\u0003", "\u0004"]);

export function openScreen(stdin: ReadStream, stdout: WriteStream): Screen {
  const left = Promise.withResolvers<void>();
  const hear = (key: Buffer): void => {
    if (leaving.has(key.toString())) left.resolve();
  };
  const leave = (): void => left.resolve();
  const restore = (): void => void stdout.write(restored);
  stdout.write(alternate);
  // However this ends, the person's screen comes back.
  process.once("exit", restore).once("SIGTERM", leave).once("SIGHUP", leave);
  stdin.setRawMode?.(true);
  stdin.on("data", hear).once("end", leave).resume();
  const resizes: (() => void)[] = [];

  return {
    get columns() {
      return stdout.columns || 80;
    },
    get rows() {
      return stdout.rows || 24;
    },
    draw(lines) {
      const shown = lines.slice(0, this.rows).map((line) => clip(line, this.columns) + restOfLine);
      stdout.write(home + shown.join("\n") + restOfScreen);
    },
    left: left.promise,
    onResize(listener) {
      resizes.push(listener);
      stdout.on("resize", listener);
    },
    [Symbol.dispose]() {
      process.off("exit", restore).off("SIGTERM", leave).off("SIGHUP", leave);
      for (const listener of resizes) stdout.off("resize", listener);
      stdin.off("data", hear).off("end", leave).pause();
      stdin.setRawMode?.(false);
      restore();
    },
  };
}
