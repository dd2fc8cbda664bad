// Ends a process group by degrees: a word, then SIGTERM, then SIGKILL.

/** How long each degree is given, in milliseconds. */
export interface Grace {
  /** After the abort signal, before SIGTERM. @defaultValue 1_000 */
  abort: number;
  /** After SIGTERM, before SIGKILL. @defaultValue 3_000 */
  terminate: number;
}

export const defaultGrace: Grace = { abort: 1_000, terminate: 3_000 };

/** So long in all, in milliseconds: a quarter of it for the abort signal. */
export const graceOf = (millis: number): Grace => ({ abort: millis / 4, terminate: (millis * 3) / 4 });

/** Begins with the word at once. Disposing stops where it is: what was asked for has happened. */
export function askToEnd(signal: (signal: NodeJS.Signals) => void, word: () => void, grace: Grace): Disposable {
  word();
  let timer = setTimeout(() => {
    signal("SIGTERM");
    timer = setTimeout(() => signal("SIGKILL"), grace.terminate);
  }, grace.abort);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
