// How much of what an executor has an electron holds while it runs.

import type { ResourceRequest } from "covalent-ts/protocol";

export interface Request {
  /** The same for all that ask the same. */
  key: string;
  /** At least 1: an electron takes a worker, however little it does. */
  cpus: number;
  /** What it asks for besides, by name; no amount is 0. */
  others: readonly (readonly [name: string, amount: number])[];
}

/** That of an electron that asks for nothing. */
export const plainRequest: Request = { key: "", cpus: 1, others: [] };

export function requestOf(resources: ResourceRequest): Request {
  const cpus = Math.max(1, Math.ceil(resources["cpus"] ?? 1));
  const others = Object.entries(resources)
    .filter(([name, amount]) => name !== "cpus" && amount > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (cpus === 1 && others.length === 0) return plainRequest;
  return { key: JSON.stringify([cpus, others]), cpus, others };
}
