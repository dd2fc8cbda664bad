// Real messages, as clients and workers send them: what hostile ones are made from.

import { randomUUID } from "node:crypto";
import * as ct from "covalent-ts";
import { type FromWorker, pack, protocolVersion, toColumns } from "covalent-ts/protocol";
import { traceLattice } from "covalent-ts/trace";

/** Each is a whole message, before it is packed. No `stop` is among them: that one is to be obeyed. */
export interface Corpus {
  requests: Record<string, unknown>[];
  fromWorkers: FromWorker[];
}

const double = ct.electron((x: number) => x * 2);
const add = ct.electron((x: number, y: number) => x + y);
const sums = ct.lattice((x: number) => add(double(x), double(x + 1)));

export async function openCorpus(): Promise<Corpus> {
  const lattice = await traceLattice(sums, [3]);
  const submit = { lattice, requestKey: randomUUID(), origin: null, directory: process.cwd() };
  const dispatch = randomUUID();
  const asks: [type: string, ask: unknown][] = [
    ["submit", submit],
    ["submit", { ...submit, lattice: { ...lattice, graph: toColumns(lattice.graph) } }],
    ["result", { dispatch }],
    ["snapshot", { dispatch }],
    ["electron", { dispatch, electron: 0 }],
    ["value", { dispatch, electron: 0 }],
    ["story", { dispatch }],
    ["list", { limit: 3 }],
    ["cancel", { dispatch, electrons: [0] }],
    ["status", {}],
  ];
  const printed = { text: "6", type: "number", size: 3 };
  const value = { at: "inline", bytes: pack(6) } as const;
  const attempt = "1.0.1";
  return {
    requests: asks.map(([type, ask]) => ({ v: protocolVersion, id: 7, type, ask })),
    fromWorkers: [
      { type: "ready", worker: "w1", pid: process.pid },
      { type: "returned", attempt, at: 2, took: 1, waits: false, value, printed },
      { type: "traced", attempt, at: 2, took: 1, waits: true, lattice },
    ],
  };
}
