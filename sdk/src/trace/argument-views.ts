// The arguments of a call, as a graph shows them.

import { inspect } from "node:util";
import type { ArgumentView } from "../protocol/graph.ts";
import { contentsOf } from "./contents.ts";
import { heldBy, sayPath } from "./deferred.ts";
import { parametersOf } from "./parameters.ts";

const longest = 80;

/** One view an argument, named as the function names it. */
export function viewArguments(fn: CallableFunction, args: readonly unknown[]): ArgumentView[] {
  const parameters = parametersOf(fn);
  const declared = parameters?.names.length ?? 0;
  return args.map((arg, index) => {
    const rest = parameters?.rest !== undefined && index >= declared;
    const name = rest ? `${parameters.rest}[${index - declared}]` : parameters?.names[index];
    const held = heldBy(arg);
    return {
      name: name ?? String(index),
      text: shorten(held ? sayPath(held.steps) : print(arg)),
      from: contentsOf(arg).from,
    };
  });
}

function print(value: unknown): string {
  if (typeof value === "number" && value !== 0) return String(value);
  try {
    const options = { depth: 1, maxArrayLength: 6, maxStringLength: longest, breakLength: Number.POSITIVE_INFINITY };
    // Numbers are set in columns, however long a line may be.
    return inspect(value, options).replaceAll(/\s*\n\s*/g, " ");
  } catch {
    // a getter or an inspect of the author's own threw
    return `[${typeof value}]`;
  }
}

const shorten = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
