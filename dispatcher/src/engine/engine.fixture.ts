// An engine under test: time stands still at 1,000 ms, and every invariant is checked after every event.

import type { TracedLattice } from "covalent-ts/protocol";
import type { Command } from "./command.ts";
import type { AttemptEnded, AttemptStarted, Event, NodeShape } from "./event.ts";
import { checkInvariants } from "./invariants.ts";
import { type EngineState, engineState } from "./state.ts";
import { step } from "./step.ts";

export const at = 1_000;

type Timeless<E> = E extends unknown ? Omit<E, "at"> : never;
type Outcome = Timeless<AttemptEnded | AttemptStarted>;
/** An attempt's event without whose it is. */
type OutcomeOf<E> = E extends unknown ? Omit<E, "at" | "dispatch" | "electron" | "attempt"> : never;

export interface TestEngine {
  readonly state: EngineState;
  take(event: Timeless<Event>): Command[];
  /** What becomes of an electron of dispatch 1, by default in its first attempt. */
  tell(electron: number, outcome: OutcomeOf<Outcome>, attempt?: number): Command[];
}

/** An engine with an executor "local" of that many slots, in which dispatch 1, if `nodes` is given, was submitted. */
export function engineWith({ slots = 8, nodes }: { slots?: number; nodes?: NodeShape[] } = {}): TestEngine {
  const state = engineState();
  const take = (event: Timeless<Event>): Command[] => {
    const commands = step(state, { ...event, at } as Event);
    checkInvariants(state);
    return commands;
  };
  take({ type: "slots-changed", executor: "local", slots });
  if (nodes !== undefined) take({ type: "submitted", dispatch: 1, nodes });
  return {
    state,
    take,
    tell: (electron, outcome, attempt = 1) => take({ ...outcome, dispatch: 1, electron, attempt } as Timeless<Event>),
  };
}

/** A node that takes values from `needs`, and comes after `after`. */
export const node = (needs: number[] = [], after: number[] = []): NodeShape => ({
  needs,
  after,
  executor: { name: "local" },
});

export const started = { type: "electron-started", worker: "w1" } as const;
export const returned = {
  type: "returned",
  value: { at: "inline", bytes: new Uint8Array([1]) },
  printed: { text: "1", type: "number", size: 1 },
} as const;
export const threw = { type: "threw", error: { name: "TypeError", message: "no", stack: "" } } as const;
export const lost = { type: "lost", worker: "w1", how: "SIGKILL", stderr: "out of memory" } as const;

/** A sublattice's function returned a lattice of these nodes. */
export const traced = (nodes: NodeShape[]) => ({ type: "traced", lattice: latticeOf(nodes) }) as const;

export const latticeOf = (nodes: NodeShape[]): TracedLattice => ({
  name: "inner",
  graph: {
    nodes: nodes.map((shape) => ({
      name: "inside",
      kind: "electron",
      fn: "f",
      call: new Uint8Array(),
      arguments: [],
      place: null,
      needs: [...shape.needs],
      after: [...shape.after],
      executor: { name: shape.executor.name },
    })),
    output: new Uint8Array(),
    outputNeeds: [],
  },
  functions: [],
  inputs: [],
  source: "",
  place: null,
});

/** Commands without what all of them repeat: "QUEUED 0", "start 0 as attempt 1", "end-graph COMPLETED". */
export const said = (commands: readonly Command[]): string[] => commands.map(say);

function say(command: Command): string {
  switch (command.type) {
    case "move":
      return `${command.to} ${command.electron}${command.to === "UPSTREAM_FAILED" ? ` by ${command.failed}` : ""}`;
    case "start":
    case "stop":
      return `${command.type} ${command.electron} as attempt ${command.attempt}`;
    case "begin-lattice":
      return "begin-lattice";
    case "wake":
      return `wake at ${command.at}`;
    case "pause":
      return command.paused ? "pause" : "go on";
    case "expand":
      return `expand ${command.parent} from ${command.base}`;
    case "end-graph":
      return `end-graph ${command.parent ?? "top"} ${command.state}`;
    case "cancel-graph":
      return `cancel-graph ${command.parent ?? "top"}`;
    case "end-attempt":
      return `end-attempt ${command.attempt} of ${command.electron} by ${command.by}`;
  }
}
