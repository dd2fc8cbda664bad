// How a cell ends that was interrupted, wherever it was by then.

import type { Fault } from "./reports.ts";

export const interruption: Fault = {
  ename: "Interrupted",
  evalue: "The cell was interrupted.",
  traceback: ["Interrupted: The cell was interrupted."],
};
