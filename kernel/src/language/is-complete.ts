// Whether a cell is finished, so that a console knows if Enter should run it or open another line.

import { isObjectLiteral } from "../cell/object-literal.ts";
import { blankTypes } from "../cell/parse.ts";
import { withinTime } from "../cell/time-limit.ts";
import { skeletonOf } from "./skeleton.ts";

export interface Completeness {
  status: "complete" | "incomplete" | "invalid" | "unknown";
  /** What the next line of an incomplete cell should start with; empty for any other. */
  indent: string;
}

/**
 * Says whether the code could run as it is, lacks an end, or is wrong whatever follows (`is_complete_request` of the
 * Jupyter protocol). Types are not checked. Never throws.
 */
export const isComplete = (code: string): Completeness =>
  withinTime(
    () => completenessOf(code),
    () => ({ status: "unknown", indent: "" }),
  );

function completenessOf(code: string): Completeness {
  const { topLevel, missing } = skeletonOf(code);
  const status = awaitsBody.test(topLevel) ? "incomplete" : statusOf(code, missing);
  return { status, indent: status === "incomplete" ? indentAfter(code) : "" };
}

/** `function f()` alone is a well-formed overload, which nobody writes as the last line of a cell. */
const awaitsBody = /(?<!\bdeclare\s+(?:async\s+)?)\bfunction\b[^;{}]*\([^{};]*$/;

function statusOf(code: string, missing: string): Completeness["status"] {
  const complaint = complaintAbout(code);
  if (complaint === undefined) return "complete";
  if (complaint === "unknown") return "unknown";
  // An open block or template takes any ending as its content, so it is closed first. A lone `try` wants one ending only.
  const closed = code + (missing === "" ? "\ncatch {}" : `\n${missing}`);
  return endsTooEarly(code, complaint) || endsTooEarly(closed, complaintAbout(closed)) ? "incomplete" : "invalid";
}

/**
 * A parser stops at the first thing that is wrong. If that is the end of the code, then what it complains about changes
 * with what is put there; if it is anything before the end, the complaint stays the same. That needs no error positions,
 * whose form differs between Node's versions.
 */
const endsTooEarly = (code: string, complaint: string | undefined): boolean =>
  complaint === undefined || ["\n0", "\nx"].some((ending) => complaintAbout(code + ending) !== complaint);

/** What the parser finds wrong, or nothing. Enums, namespaces and the like are refused by Node, but they are well formed. */
function complaintAbout(code: string): string | undefined {
  try {
    blankTypes(code);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) return "unknown";
    if (error.code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" || isObjectLiteral(code)) return undefined;
    return error.message;
  }
}

function indentAfter(code: string): string {
  const line = code.slice(code.trimEnd().lastIndexOf("\n") + 1);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  return /(?:[([{:]|=>|=)\s*$/.test(line) ? `${indent}  ` : indent;
}
