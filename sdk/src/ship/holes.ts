// Deferred values inside data: each is a node's output, followed by the gets and calls that the author wrote on it.

import type { Reader, Writer } from "./bytes.ts";

export type Step = { get: PropertyKey } | { call: unknown[] };

/** A deferred value: the output of a node of the same graph, then property gets and method calls. */
export interface Hole {
  node: number;
  steps: Step[];
}

type HoleOf = (value: object) => Hole | undefined;

/** One output, or one step from another hole. Holes that begin alike share their beginnings, which are evaluated once. */
type Link = { node: number } | { from: number; get: PropertyKey } | { from: number; call: Uint8Array };

/** The holes of one message on its way out. */
export class Holes {
  readonly #holeOf: HoleOf;
  readonly #encode: (args: unknown[]) => Encoded;
  readonly #links: Link[] = [];
  #known: Map<unknown, Map<unknown, number>> | undefined;
  #nodes: Set<number> | undefined;

  /** `encode` encodes the arguments of a call, which may have holes of their own. */
  constructor(holeOf: HoleOf, encode: (args: unknown[]) => Encoded) {
    this.#holeOf = holeOf;
    this.#encode = encode;
  }

  get isEmpty(): boolean {
    return this.#links.length === 0;
  }

  /** Nodes whose outputs are needed, in order of appearance. */
  get nodes(): number[] {
    return this.#nodes ? [...this.#nodes] : [];
  }

  /** The number of the hole that this value stands for; undefined for any other value. */
  of(value: object): number | undefined {
    const hole = this.#holeOf(value);
    if (!hole) return undefined;
    this.#nodes ??= new Set();
    this.#nodes.add(hole.node);
    let at = this.#link("nodes", hole.node, () => ({ node: hole.node }));
    for (const step of hole.steps) {
      const from = at;
      // A get is the same wherever it is written; a call happens as often as it is written.
      at =
        "get" in step
          ? this.#link(from, step.get, () => ({ from, get: step.get }))
          : this.#link(from, step, () => ({ from, call: this.#call(step.call) }));
    }
    return at;
  }

  #call(args: unknown[]): Uint8Array {
    const { bytes, holes } = this.#encode(args);
    for (const node of holes) this.#nodes?.add(node);
    return bytes;
  }

  #link(from: unknown, step: unknown, make: () => Link): number {
    this.#known ??= new Map();
    let steps = this.#known.get(from);
    if (!steps) {
      steps = new Map();
      this.#known.set(from, steps);
    }
    let number = steps.get(step);
    if (number === undefined) {
      const link = make();
      number = this.#links.push(link) - 1;
      steps.set(step, number);
    }
    return number;
  }

  write(out: Writer): void {
    out.count(this.#links.length);
    for (const link of this.#links) {
      if ("node" in link) {
        out.byte(form.node);
        out.count(link.node);
      } else if ("call" in link) {
        out.byte(form.call);
        out.count(link.from);
        out.block(link.call);
      } else {
        out.byte(typeof link.get === "symbol" ? form.getSymbol : form.get);
        out.count(link.from);
        out.text(typeof link.get === "symbol" ? symbolName(link.get) : String(link.get));
      }
    }
  }
}

export interface Encoded {
  bytes: Uint8Array;
  holes: number[];
}

const form = { node: 0, get: 1, getSymbol: 2, call: 3 } as const;

const symbolName = (symbol: symbol) => Symbol.keyFor(symbol) ?? symbol.description ?? "";
const symbolNamed = (name: string): symbol => {
  const wellKnown: unknown = Reflect.get(Symbol, name.replace(/^Symbol\./, ""));
  return name.startsWith("Symbol.") && typeof wellKnown === "symbol" ? wellKnown : Symbol.for(name);
};

/** Evaluates the holes of a message, each link once. */
export async function readHoles(
  input: Reader,
  fill: (node: number) => unknown,
  decode: (args: Uint8Array) => Promise<unknown>,
): Promise<unknown[]> {
  const values: unknown[] = [];
  /** For a get: what it was taken from, which is `this` if it is called. */
  const owners: unknown[] = [];
  for (let left = input.count(); left > 0; left--) {
    const kind = input.byte();
    const from = input.count();
    const before = values[from];
    if (kind === form.node) values.push(await fill(from));
    else if (kind === form.call) {
      const args = (await decode(input.block())) as unknown[];
      values.push(await call(before, owners[from], args));
    } else {
      const key = kind === form.get ? input.text() : symbolNamed(input.text());
      owners[values.length] = before;
      values.push(await get(before, key));
    }
  }
  return values;
}

function get(value: unknown, key: PropertyKey): unknown {
  if (value === null || value === undefined) {
    throw new TypeError(`Cannot read '${String(key)}' of the output, which is ${value}.`);
  }
  return Reflect.get(Object(value), key, value);
}

function call(value: unknown, owner: unknown, args: unknown[]): unknown {
  if (typeof value !== "function") throw new TypeError("The output has no such method to call.");
  return Reflect.apply(value, owner, args);
}
