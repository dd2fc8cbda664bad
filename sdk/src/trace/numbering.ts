// Numbers the calls of a trace so that each has a higher number than all that it waits for.

import { LatticeError } from "../errors.ts";

interface Call {
  name: string;
  /** Numbers of the calls that it waits for. */
  waitsFor: ReadonlySet<number>;
}

/**
 * The calls' old numbers in an order that respects what they wait for, and otherwise is the order in which they were made.
 *
 * @throws ELECTRONS_IN_CIRCLE
 */
export function orderOf(calls: readonly Call[]): number[] {
  const order: number[] = [];
  const state = new Array<"new" | "open" | "done">(calls.length).fill("new");
  const path: number[] = [];
  // With a stack of its own: a chain of electrons can be longer than the stack of calls.
  const visit = (first: number): void => {
    const stack = [{ number: first, waiting: waiting(first) }];
    while (stack.length > 0) {
      const top = stack.at(-1);
      if (top === undefined) return;
      const next = top.waiting.pop();
      if (next === undefined) {
        stack.pop();
        path.pop();
        state[top.number] = "done";
        order.push(top.number);
      } else if (state[next] === "open") {
        throw new LatticeError("ELECTRONS_IN_CIRCLE", { electrons: circle(next) });
      } else if (state[next] === "new") {
        stack.push({ number: next, waiting: waiting(next) });
      }
    }
  };
  const waiting = (number: number): number[] => {
    state[number] = "open";
    path.push(number);
    return [...(calls[number]?.waitsFor ?? [])].sort((a, b) => b - a);
  };
  const circle = (closing: number): string => {
    const around = path.slice(path.indexOf(closing)).map((number) => calls[number]?.name);
    return around.length === 1 ? `${around[0]} for itself` : around.join(", ");
  };
  for (const number of calls.keys()) if (state[number] === "new") visit(number);
  return order;
}
