// The one name that an attempt has outside of the engine. One that a killed dispatcher had only just started may give its name to
// the next: nothing of it goes on by then.

import type { Attempt } from "../engine/event.ts";
import type { AttemptId } from "../executors/executor.ts";

export const attemptId = ({ dispatch, electron, attempt }: Attempt): AttemptId => `${dispatch}.${electron}.${attempt}`;

/** Undefined for a name that is not of an attempt of ours. */
export function parseAttemptId(id: AttemptId): Attempt | undefined {
  const [dispatch, electron, attempt, ...rest] = id.split(".").map(Number);
  if (dispatch === undefined || electron === undefined || attempt === undefined || rest.length > 0) return undefined;
  const known = Number.isInteger(dispatch) && Number.isInteger(electron) && Number.isInteger(attempt);
  return known ? { dispatch, electron, attempt } : undefined;
}
