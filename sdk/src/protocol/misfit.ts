// What is wrong with something that came over a wire or from disk, in one line.

// Of what both forms of zod are made.
import { $ZodError } from "zod/v4/core";

/** The first field that does not fit its schema, and why; any other error in its own words. */
export function misfitOf(error: unknown): string {
  if (!(error instanceof $ZodError)) return error instanceof Error ? error.message : String(error);
  const [issue] = error.issues;
  return issue === undefined ? "unreadable" : `${issue.path.join(".") || "all of it"}: ${issue.message}`;
}
