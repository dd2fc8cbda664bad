// Text in small pieces, handed on in bigger ones.

/** Milliseconds that a piece waits for more. */
const patience = 50;
/** Characters that wait at most. */
const enough = 65_536;

export class Batch {
  #pieces: string[] = [];
  #size = 0;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #flushed: (text: string) => void;

  constructor(flushed: (text: string) => void) {
    this.#flushed = flushed;
  }

  add(text: string): void {
    if (text === "") return;
    const now = performance.now();
    if (this.#size === 0) {
      this.#since = now;
      this.#timer ??= setTimeout(() => this.flush(), patience).unref();
    }
    this.#pieces.push(text);
    this.#size += text.length;
    // The timer never fires while a cell keeps the thread busy.
    if (this.#size >= enough || now - this.#since >= patience) this.flush();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#size === 0) return;
    const text = this.#pieces.join("");
    this.#pieces = [];
    this.#size = 0;
    this.#flushed(text);
  }
}
