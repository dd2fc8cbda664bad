// What the local executor has for electrons to ask for: this machine's memory, and what its owner says that there is.

import { totalmem } from "node:os";
import { bytesOf, isResourceName } from "covalent-ts/protocol";

/**
 * "gpu=1,memory=8GB": amounts by name. Undefined for anything else. `cpus` are not among them: each worker is one.
 */
export function parseResources(text: string): Record<string, number> | undefined {
  const parts = text.split(",").map((part) => /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(part));
  const amounts: Record<string, number> = {};
  for (const part of parts) {
    const [, name = "", written = ""] = part ?? [];
    const amount = name === "memory" ? bytesOf(written) : Number(written);
    const isAmount = amount !== undefined && Number.isFinite(amount) && amount >= 0;
    if (!isResourceName(name) || name === "cpus" || !isAmount || Object.hasOwn(amounts, name)) return undefined;
    amounts[name] = amount;
  }
  return amounts;
}

/** A CPU for each worker, the machine's memory, and more or other amounts that were given. */
export const localCapacity = (workers: number, given: Readonly<Record<string, number>>): Record<string, number> => ({
  cpus: workers,
  memory: totalmem(),
  ...given,
});
