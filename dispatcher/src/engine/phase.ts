// The phases of an electron in the engine, and what is common to some of them.

/** Where an electron is, more finely than what a person is shown; from COMPLETED on, nothing follows. */
export const phase = {
  WAITING: 0,
  QUEUED: 1,
  STARTING: 2,
  RUNNING: 3,
  STOPPING: 4,
  DISPATCHING: 5,
  /** It failed, and waits to be queued again; shown as QUEUED. */
  DELAYED: 6,
  COMPLETED: 7,
  FAILED: 8,
  TIMED_OUT: 9,
  POISONED: 10,
  CANCELLED: 11,
  UPSTREAM_FAILED: 12,
} as const;
export type Phase = (typeof phase)[keyof typeof phase];

/** Whether a person is told that it is QUEUED: it waits for a slot, or to be tried again. */
export const isQueued = (at: number): boolean => at === phase.QUEUED || at === phase.DELAYED;

export const isSettledPhase = (at: number): boolean => at >= phase.COMPLETED;

/** Whether an attempt of it is with an executor, and takes one of its slots. */
export const holdsSlot = (at: number): boolean =>
  at === phase.STARTING || at === phase.RUNNING || at === phase.STOPPING;
