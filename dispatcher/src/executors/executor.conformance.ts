// What every executor promises the dispatcher, as one suite: a new executor passes it with a line in its own test.

import { endsElectrons } from "./conformance/ending.ts";
import { reportsOutput } from "./conformance/printing.ts";
import { runsElectrons } from "./conformance/running.ts";
import type { OpenExecutor } from "./executor.ts";

/** `open` is given an empty data directory, and gives an executor of two slots or more. Call it at a test file's top level. */
export function anExecutor(name: string, open: (directory: string) => OpenExecutor): void {
  runsElectrons(name, open);
  reportsOutput(name, open);
  endsElectrons(name, open);
}
