// Stack traces as the author of a cell should read them: in the cell's own lines, without our frames.

import { inCells } from "./scripts.ts";

/** The runner's own files, and the SDK's: a person reads what to do about an error, not where we noticed it. */
const ours = [new URL(".", import.meta.url).href, new URL(".", import.meta.resolve("covalent-ts/errors")).href];
const isOurs = (file: string): boolean => ours.some((folder) => file.startsWith(folder));

/** Applies to every `error.stack` of this process, so that what people print themselves reads the same. */
export function tellOwnLines(): void {
  Error.prepareStackTrace = (error, frames) => {
    const shown = withoutEvaluation(frames).filter((frame) => !isOurs(frame.getFileName() ?? ""));
    return inCells([headOf(error), ...shown.map((frame) => `    at ${frame}`)].join("\n"));
  };
}

/** A cell's first frame was called by the inspector, which was called by us. */
function withoutEvaluation(frames: NodeJS.CallSite[]): NodeJS.CallSite[] {
  const start = frames.findIndex(
    (frame, at) => frame.getFileName() === "node:inspector" && isOurs(frames[at + 1]?.getFileName() ?? ""),
  );
  return start < 0 ? frames : frames.slice(0, start);
}

function headOf(error: unknown): string {
  try {
    // `console.trace` gives a stack to what is no error.
    return error instanceof Error ? String(error) : Error.prototype.toString.call(error);
  } catch {
    // A `message` that throws must not hide where it happened.
    return "Error";
  }
}
