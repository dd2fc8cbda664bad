// Whatever was thrown, as the `error` output of a cell.

import { inspect } from "node:util";
import type { Fault } from "../reports.ts";

/** Never throws, whatever is thrown at it. */
export function faultOf(thrown: unknown): Fault {
  try {
    if (thrown instanceof Error) return errorFault(thrown);
    const evalue = inspect(thrown, { depth: 2, breakLength: 120 });
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  } catch (error) {
    const evalue = `something that cannot be shown (${String(error)})`;
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  }
}

function errorFault(error: Error): Fault {
  return { ename: error.name, evalue: error.message, traceback: traceback(error, new Set()) };
}

/** The error's stack, then those of its causes and of the errors that it gathers. */
function traceback(error: Error, seen: Set<Error>): string[] {
  seen.add(error);
  const lines = withoutNode(error.stack ?? `${error.name}: ${error.message}`);
  const below = [
    ...(error.cause === undefined ? [] : [["[cause]", error.cause] as const]),
    ...(error instanceof AggregateError ? error.errors.map((one, at) => [`[errors ${at}]`, one] as const) : []),
  ];
  for (const [label, inner] of below) {
    if (!(inner instanceof Error)) lines.push(`  ${label}: ${inspect(inner, { depth: 1 })}`);
    else if (!seen.has(inner)) {
      const [first = "", ...rest] = traceback(inner, seen);
      lines.push(`  ${label}: ${first}`, ...rest.map((line) => `  ${line}`));
    }
  }
  return lines;
}

const withoutNode = (stack: string): string[] =>
  stack.split("\n").filter((line) => !/^\s+at .*\(?node:internal\//.test(line));
