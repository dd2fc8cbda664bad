// The cells that ran in this kernel's life, and what they came to.

import type { RequestContent } from "./requests.ts";

type Query = RequestContent<"history_request">;
type Row = [session: number, line: number, text: string | [input: string, output: string | null]];

/** There is one: cells of earlier kernels are not kept. */
const session = 1;

interface Entry {
  line: number;
  input: string;
  output: string | null;
}

export class History {
  readonly #entries: Entry[] = [];

  add(line: number, input: string): void {
    this.#entries.push({ line, input, output: null });
  }

  /** The text of a cell's result. */
  result(line: number, text: string): void {
    const entry = this.#entries.findLast((one) => one.line === line);
    if (entry !== undefined) entry.output = text;
  }

  ask(query: Query): Row[] {
    return this.#find(query).map(({ line, input, output }) => [session, line, query.output ? [input, output] : input]);
  }

  #find(query: Query): Entry[] {
    switch (query.hist_access_type) {
      case "tail":
        return this.#entries.slice(-(query.n ?? 10) || this.#entries.length);
      case "range":
        return this.#range(query);
      case "search":
        return this.#search(query);
    }
  }

  #range({ session: asked, start, stop }: Query): Entry[] {
    // 0 is the session that asks, and negative ones are those before it.
    if (asked !== 0 && asked !== session) return [];
    return this.#entries.filter(({ line }) => line >= start && (stop === null || stop === undefined || line < stop));
  }

  #search({ pattern, n, unique }: Query): Entry[] {
    const matcher = globOf(pattern ?? "*");
    let found = this.#entries.filter(({ input }) => matcher.test(input));
    if (unique) found = found.filter(({ input }, at) => found.findLastIndex((later) => later.input === input) === at);
    return n === null || n === undefined ? found : found.slice(-n || found.length);
  }
}

/** `*` is any text and `?` any character. */
function globOf(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}
