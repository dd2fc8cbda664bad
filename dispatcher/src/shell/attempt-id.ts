// The one name that an attempt has outside of the engine. One that a killed dispatcher had only just started may give its name to
// the next: nothing of it goes on by then.

import type { Attempt } from "../engine/event.ts";
import type { AttemptId } from "../executors/executor.ts";

export const attemptId = ({ dispatch, electron, attempt }: Attempt): AttemptId => `${dispatch}.${electron}.${attempt}`;

const form = /^(\d{1,15})\.(\d{1,8})\.(\d{1,8})$/;

/** Undefined for a name that is not of an attempt of ours. */
export function parseAttemptId(id: AttemptId): Attempt | undefined {
  const parts = form.exec(id);
  return parts === null
    ? undefined
    : { dispatch: Number(parts[1]), electron: Number(parts[2]), attempt: Number(parts[3]) };
}
