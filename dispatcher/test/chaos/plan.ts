// What a round dispatches: a random graph as plain data, the lattice that builds it, and the value that it must come to.

import { appendFileSync } from "node:fs";
import * as ct from "covalent-ts";
import type { Random } from "../random.ts";

export interface Call {
  /** What it leaves in the file of marks each time it runs. */
  mark: string;
  needs: number[];
  milliseconds: number;
  /** Electrons of a sublattice, one after the other; none if it is an electron itself. */
  inner: string[];
}

export interface Plan {
  file: string;
  nodes: Call[];
}

const modulus = 1_000_003;

const step = ct.electron(async (file: string, mark: string, milliseconds: number, given: number[]) => {
  appendFileSync(file, `${mark}\n`);
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return given.reduce((sum, x) => sum + x, 1) % modulus;
});

const inside = ct.electron(
  ct.lattice((file: string, marks: string[], milliseconds: number, given: number[]) => {
    const [first = "", ...rest] = marks;
    let x = step(file, first, milliseconds, given);
    for (const mark of rest) x = step(file, mark, milliseconds, [x]);
    return x;
  }),
  { name: "inside" },
);

export const planned = ct.lattice(({ file, nodes }: Plan) => {
  const outputs: Promise<number>[] = [];
  for (const { mark, needs, milliseconds, inner } of nodes) {
    const given = needs.map((need) => outputs[need] ?? 0);
    outputs.push(inner.length > 0 ? inside(file, inner, milliseconds, given) : step(file, mark, milliseconds, given));
  }
  return outputs;
});

/** What `planned` comes to, worked out here. */
export function comesTo({ nodes }: Plan): number[] {
  const outputs: number[] = [];
  for (const { needs, inner } of nodes) {
    const given = needs.reduce((sum, need) => sum + (outputs[need] ?? 0), 1);
    outputs.push((given + Math.max(inner.length - 1, 0)) % modulus);
  }
  return outputs;
}

export const marksOf = ({ nodes }: Plan): string[] =>
  nodes.flatMap(({ mark, inner }) => (inner.length > 0 ? inner : [mark]));

/** A chain, a fan-out, or a graph of no particular shape, with a sublattice here and there. */
export function planOf(random: Random, file: string, name: string): Plan {
  const shape = random.pick(["chain", "fan-out", "any"] as const);
  const size = 2 + random.int(shape === "chain" ? 12 : 40);
  const slow = random.fraction() < 0.3;
  const needsOf = (at: number): number[] => {
    if (at === 0 || shape === "fan-out") return [];
    if (shape === "chain") return [at - 1];
    return [...new Set(Array.from({ length: random.int(4) }, () => random.int(at)))];
  };
  const nodes = Array.from({ length: size }, (_, at): Call => {
    const mark = `${name}.${at}`;
    const inner = random.fraction() < 0.1 ? Array.from({ length: 1 + random.int(3) }, (_, i) => `${mark}.${i}`) : [];
    return { mark, needs: needsOf(at), milliseconds: slow ? random.int(30) : 0, inner };
  });
  return { file, nodes };
}
