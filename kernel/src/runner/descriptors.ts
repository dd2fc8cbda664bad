// Where protocol process and runner speak to each other, and how they find the end of a run in what programs write.

/** File descriptors of the runner, besides its standard streams. */
export const descriptors = {
  /** Runner to protocol process. Written blocking: what was reported before a crash is not lost, and a flood is slowed down. */
  reports: 3,
  /** Protocol process to runner. */
  commands: 4,
  /** To the runner's second thread, which listens whatever cells do, and back with what V8's inspector says: one JSON line each. */
  urgent: 5,
} as const;

/**
 * Written to both standard streams at the end of a run: what child processes and native code wrote before it has arrived
 * when this has. `nonce` is the runner's own, so that no program can print one by chance.
 */
export const endMark = (nonce: string, run: number): string => `\0covalent-end ${nonce} ${run}\0`;
