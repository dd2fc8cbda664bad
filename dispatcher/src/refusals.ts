// Counts what strangers sent that was not as agreed, and says so in the log ever more seldom: a flood must not fill the disk.

import type { Get } from "covalent-ts/protocol";
import type { Logger } from "pino";

export type Refused = Get<"status">["refused"];

/** Counts one more, with what is to be said of it. */
export interface Refusals {
  readonly counts: Readonly<Refused>;
  count(what: keyof Refused, facts: object): void;
}

/** Logs the 1st, 2nd, 4th, 8th of each kind, and so on. */
export function openRefusals(log: Logger): Refusals {
  const counts: Refused = { requests: 0, subscriptions: 0, workers: 0, connections: 0 };
  return {
    counts,
    count(what, facts) {
      const refused = ++counts[what];
      if ((refused & (refused - 1)) === 0) log.warn({ ...facts, what, refused }, "refused");
    },
  };
}
