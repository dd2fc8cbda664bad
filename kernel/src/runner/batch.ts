// Text in small pieces, handed on in bigger ones.

/** Milliseconds that a piece waits for more. */
const patience = 50;
/** Characters that wait at most. */
const enough = 65_536;

export class Batch {
  #pieces: string[] = [];
  #size = 0;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  readonly #flushed: (text: string) => void;

  constructor(flushed: (text: string) => void) {
    this.#flushed = flushed;
  }

  /** The first piece after a pause goes at once: whoever prints one line sees it, even if the process then dies. */
  add(text: string): void {
    if (text === "") return;
    this.#pieces.push(text);
    this.#size += text.length;
    // The timer never fires while a cell keeps the thread busy.
    if (this.#size >= enough || performance.now() - this.#flushedAt >= patience) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), patience).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#size === 0) return;
    const text = this.#pieces.join("");
    this.#pieces = [];
    this.#size = 0;
    this.#flushedAt = performance.now();
    this.#flushed(text);
  }
}
