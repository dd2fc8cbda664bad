// An error that came over the wire, as a terminal shows it: its traceback in the author's own lines, its causes, what to do.

import type { WireError } from "covalent-ts/protocol";

/** `TypeError: x is no function`, then the frames, then each cause alike. */
export function sayError(error: WireError): string {
  const head = `${error.name}: ${error.message}`;
  const stack = error.stack.startsWith(head) ? error.stack : [head, error.stack].filter(Boolean).join("\n");
  const lines = [stack];
  // Errors of ours say what to do in their message already.
  if (error.remedy !== undefined && !error.message.includes(error.remedy)) lines.push(error.remedy);
  if (error.cause !== undefined) lines.push(`Caused by ${sayError(error.cause)}`);
  return lines.join("\n");
}
