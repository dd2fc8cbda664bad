// What an author gives a function by hand, for the names that it would otherwise take from around it.

import type { FunctionText } from "./function-text.ts";
import { namesFor } from "./runtime-names.ts";

/** A function, and the values that some of its names have where it arrives; `this` names that of the function around an arrow. */
export class Supplied {
  readonly fn: CallableFunction;
  readonly using: Readonly<Record<string, unknown>>;

  constructor(fn: CallableFunction, using: Readonly<Record<string, unknown>>) {
    this.fn = fn;
    this.using = using;
  }

  /** The values by the names that the text asks for. */
  get variables(): Record<string, unknown> {
    const { this: self, ...variables } = this.using;
    return "this" in this.using ? { ...variables, [namesFor.self]: self } : variables;
  }

  /** The text with the `this` of its surroundings as a name of its own, where that was given. */
  textOf(text: FunctionText): FunctionText {
    if (!("this" in this.using) || text.outerThis.length === 0) return text;
    return {
      ...text,
      obstacle: text.otherObstacle,
      edits: [...text.edits, ...text.outerThis],
      free: [...text.free, namesFor.self],
    };
  }
}
