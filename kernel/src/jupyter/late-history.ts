// Tells the history what happened once cells have their replies: nobody waits for a file, nor for what opens it.

import type { Dictionary } from "covalent-ts/jupyter";
import type { History } from "./history.ts";
import type { RequestContent } from "./requests.ts";

/** Milliseconds that it waits for more to tell. */
const delay = 100;

export class LateHistory implements AsyncDisposable {
  readonly #log: (line: string) => void;
  #opening: Promise<History> | undefined;
  #untold: ((history: History) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  add(line: number, input: string): void {
    this.#tellLater((history) => history.add(line, input));
  }

  /** The text of a cell's result. */
  result(line: number, text: string): void {
    this.#tellLater((history) => history.result(line, text));
  }

  /** Knows of all that was added before. */
  async ask(query: RequestContent<"history_request">): Promise<Dictionary[string]> {
    return (await this.#upToDate()).ask(query);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#untold.length > 0) await this.#upToDate();
    (await this.#opening)?.[Symbol.dispose]();
  }

  #tellLater(tell: (history: History) => void): void {
    this.#untold.push(tell);
    this.#timer ??= setTimeout(() => void this.#upToDate(), delay);
  }

  async #upToDate(): Promise<History> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#opening ??= import("./history.ts").then(({ History }) => new History(this.#log));
    const history = await this.#opening;
    for (const tell of this.#untold.splice(0)) tell(history);
    return history;
  }
}
