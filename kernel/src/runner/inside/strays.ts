// What is thrown where no cell awaits it: in timers, listeners, and promises that nobody handles.

import { faultOf } from "./faults.ts";
import { print } from "./printing.ts";

/** The process lives on, and the cell that started it shows what happened. */
export function catchStrays(): void {
  process.on("uncaughtException", (error) => print("stderr", `Uncaught ${tell(error)}`));
  process.on("unhandledRejection", (reason) => print("stderr", `Unhandled rejection: ${tell(reason)}`));
}

const tell = (thrown: unknown): string => `${faultOf(thrown).traceback.join("\n")}\n`;
