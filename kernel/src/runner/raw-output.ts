// What arrives on a runner's standard streams past `console`: output of child processes and of native code.

import { Batch } from "./batch.ts";

/** Takes the bytes of one stream apart into text and the marks at which a run ended. */
export class RawOutput {
  readonly #decoder = new TextDecoder();
  readonly #mark: RegExp;
  readonly #start: string;
  readonly #batch: Batch;
  readonly #marked: (run: number) => void;
  /** The beginning of what may become a mark. */
  #held = "";

  constructor(nonce: string, on: { text(text: string): void; mark(run: number): void }) {
    this.#start = `\0covalent-end ${nonce} `;
    this.#mark = new RegExp(`\0covalent-end ${nonce} (\\d+)\0`);
    this.#batch = new Batch(on.text);
    this.#marked = on.mark;
  }

  push(bytes: Uint8Array): void {
    let text = this.#held + this.#decoder.decode(bytes, { stream: true });
    for (let match = this.#mark.exec(text); match !== null; match = this.#mark.exec(text)) {
      this.#batch.add(text.slice(0, match.index));
      this.#batch.flush();
      this.#marked(Number(match[1]));
      text = text.slice(match.index + match[0].length);
    }
    const whole = text.length - this.#heldLength(text);
    this.#batch.add(text.slice(0, whole));
    this.#held = text.slice(whole);
  }

  /** No more bytes will come. */
  end(): void {
    this.#batch.add(this.#held + this.#decoder.decode());
    this.#held = "";
    this.#batch.flush();
  }

  /** How much of the end must wait for what follows. */
  #heldLength(text: string): number {
    const at = text.lastIndexOf("\0");
    if (at < 0) return 0;
    const tail = text.slice(at);
    const isBeginning =
      this.#start.startsWith(tail) || (tail.startsWith(this.#start) && /^\d*$/.test(tail.slice(this.#start.length)));
    return isBeginning ? tail.length : 0;
  }
}
