// Functions that an author names by module and export, instead of showing them.

import type { Reference } from "./modules.ts";
import { rememberReceived } from "./received.ts";

const texts = new WeakMap<object, string>();

/** Lets `fn` travel as that export: its receiver gets the export itself. `text` is what is shown of it. */
export function nameFunction(fn: CallableFunction, reference: Reference, text: string): void {
  rememberReceived(fn, reference);
  texts.set(fn, text);
}

/** The text of a function, for display. */
export const shownText = (fn: CallableFunction | NewableFunction): string =>
  texts.get(fn) ?? Function.prototype.toString.call(fn);
