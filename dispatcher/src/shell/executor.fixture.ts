// An executor whose electrons do what a test says: at once by a script, or whenever the test tells.

import type { Printed, TracedLattice, WireError } from "covalent-ts/protocol";
import type { Assignment, AttemptId, Executor, OpenExecutor, Outcome } from "../executors/executor.ts";

/** What becomes of an electron; "wait" leaves it to the test. */
export type Fate =
  | { returns: Uint8Array }
  | { throws: Partial<WireError> }
  | { expandsTo: TracedLattice }
  | { dies: string }
  | "wait";

export interface TestExecutor {
  readonly open: OpenExecutor;
  /** All that was started, in order. */
  readonly started: Assignment[];
  readonly stopped: AttemptId[];
  tell(outcome: Outcome): void;
  /** Resolves once an electron of that name was started `times` times, to its last assignment. */
  starts(name: string, times?: number): Promise<Assignment>;
}

export const printed: Printed = { text: "1", type: "number", size: 1 };

/** Runs nothing: `script` says what becomes of each electron. @defaultValue each returns its own number */
export function testExecutor(
  script: (assignment: Assignment) => Fate = ({ electron }) => ({ returns: new Uint8Array([electron]) }),
  { name = "local", slots = 8 }: { name?: string; slots?: number } = {},
): TestExecutor {
  const started: Assignment[] = [];
  const stopped: AttemptId[] = [];
  const watchers = new Set<() => void>();
  let report: (outcome: Outcome) => void = () => {};
  let at = 10;

  const play = (assignment: Assignment): void => {
    const fate = script(assignment);
    if (fate === "wait") return;
    const { attempt } = assignment;
    report({ type: "started", attempt, worker: "w1", at: at++ });
    if ("returns" in fate) {
      report({ type: "returned", attempt, value: { at: "inline", bytes: fate.returns }, printed, at: at++ });
    } else if ("expandsTo" in fate) report({ type: "traced", attempt, lattice: fate.expandsTo, at: at++ });
    else if ("dies" in fate)
      report({ type: "lost", attempt, worker: "w1", how: fate.dies, stderr: "last words", at: at++ });
    else
      report({ type: "threw", attempt, error: { name: "Error", message: "no", stack: "", ...fate.throws }, at: at++ });
  };
  const executor: Executor = {
    name,
    slots,
    kept: new Set(),
    start(assignment) {
      started.push(assignment);
      for (const watch of watchers) watch();
      setImmediate(play, assignment);
    },
    stop(attempt) {
      stopped.push(attempt);
      setImmediate(() => report({ type: "stopped", attempt, at: at++ }));
    },
    workers: () => [],
    async [Symbol.asyncDispose]() {
      report = () => {};
    },
  };
  return {
    async open({ outcome }) {
      report = outcome;
      return executor;
    },
    started,
    stopped,
    tell: (outcome) => report(outcome),
    starts: (wanted, times = 1) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = started.filter(({ name }) => name === wanted)[times - 1];
          if (found === undefined) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
      }),
  };
}
