// The states that an electron and a lattice pass through, and which of them are ends.

import * as z from "zod";

export const electronStates = [
  "NEW_OBJECT",
  "QUEUED",
  "RUNNING",
  "DISPATCHING",
  "COMPLETED",
  "FAILED",
  "TIMED_OUT",
  "POISONED",
  "CANCELLED",
  "UPSTREAM_FAILED",
] as const;
export const ElectronState = z.enum(electronStates);
export type ElectronState = z.infer<typeof ElectronState>;

export const latticeStates = ["NEW_OBJECT", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"] as const;
export const LatticeState = z.enum(latticeStates);
export type LatticeState = z.infer<typeof LatticeState>;

const ends: ReadonlySet<ElectronState | LatticeState> = new Set([
  "COMPLETED",
  "FAILED",
  "TIMED_OUT",
  "POISONED",
  "CANCELLED",
  "UPSTREAM_FAILED",
]);

/** Whether nothing can follow this state. */
export const isSettled = (state: ElectronState | LatticeState): boolean => ends.has(state);
