// All that `covalent-kernel serve` is made of, loaded while the processes that it needs are starting.

export { readConnectionFile } from "covalent-ts/jupyter";
export { typeCheckOf } from "../jupyter/analysis.ts";
export { openKernel } from "../jupyter/kernel.ts";
export { outputLimitOf } from "../jupyter/output-limit.ts";
