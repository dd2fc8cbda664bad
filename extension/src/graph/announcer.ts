// Says what happens to those who do not see it: failures at once, progress now and then.

import { type Drawing, failuresOf, hasSettled, nameOf, sayProgress, wordOf } from "covalent-ts/draw";
import { make } from "./elements.ts";

const progressEvery = 10_000;
/** Failures of one moment are one sentence. */
const together = 1_000;

export function makeAnnouncer() {
  const element = make("div", "cg-unseen");
  element.setAttribute("role", "status");
  element.setAttribute("aria-live", "polite");
  let dispatch = "";
  let known = new Set<string>();
  let state = "";
  let saidAt = Number.NEGATIVE_INFINITY;
  let pending: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const say = (): void => {
    timer = undefined;
    element.textContent = pending.join(". ");
    pending = [];
  };
  return {
    element,
    hear(drawing: Drawing, now: number): void {
      const failures = failuresOf(drawing);
      const { document } = drawing;
      if (dispatch !== document.dispatch) {
        // What was there before one came is no news.
        dispatch = document.dispatch;
        known = new Set(failures.map(({ key }) => key));
        state = document.state;
        saidAt = now;
        return;
      }
      for (const item of failures) {
        if (known.has(item.key)) continue;
        known.add(item.key);
        pending.push(`${nameOf(item)} failed`);
      }
      if (document.state !== state) {
        state = document.state;
        pending.push(`${document.lattice} ${wordOf(document.state).toLowerCase()}`);
      } else if (now - saidAt >= progressEvery && !hasSettled(document.state)) {
        saidAt = now;
        pending.push(sayProgress(drawing.counts));
      }
      if (pending.length > 0) timer ??= setTimeout(say, together);
    },
    dispose: (): void => clearTimeout(timer),
  };
}
