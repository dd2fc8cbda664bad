// Tables of Apache Arrow, their batches and their columns: they travel as Arrow's own IPC stream.
//
// Arrow is not a dependency of ours. Whoever holds a table has it loaded, and whoever receives one imports it as the author's
// folder does.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CovalentError } from "../errors.ts";
import type { Kind } from "./kinds.ts";
import { packageName } from "./modules.ts";
import { closureOf } from "./scopes.ts";
import { isPackageFile, scriptOf } from "./scripts.ts";

/** As much of the package as is needed. */
interface Arrow {
  Table: new (from: object) => ArrowTable;
  RecordBatch: NewableFunction;
  Vector: NewableFunction;
  tableToIPC(table: object, type: "stream"): Uint8Array;
  tableFromIPC(bytes: Uint8Array): ArrowTable;
}
interface ArrowTable {
  batches: object[];
  getChildAt(index: number): object | null;
}

/** By their place in this list. Only ever add at the end. */
const shapes = ["Table", "RecordBatch", "Vector"] as const;
type Shape = (typeof shapes)[number];

/** The loaded package that an object comes from, and what it is there. */
interface Origin {
  arrow: Arrow;
  shape: Shape;
  /** The folder that the package is found from. */
  directory: string;
}

const originOfPrototype = new WeakMap<object, Origin | null>();

function originOf(value: object): Origin | null {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return null;
  let origin = originOfPrototype.get(prototype);
  if (origin === undefined) {
    origin = find(prototype);
    originOfPrototype.set(prototype, origin);
  }
  return origin;
}

/** A column's prototype is one of its type, so the class that it is known by lies further up. */
function find(prototype: object): Origin | null {
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at)) {
    const maker: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
    const shape = typeof maker === "function" ? shapes.find((it) => it === maker.name) : undefined;
    if (typeof maker !== "function" || shape === undefined) continue;
    const { location } = closureOf(maker);
    const file = location && scriptOf(location.script).file;
    if (file === undefined || !isPackageFile(file) || packageName(file) !== "apache-arrow") continue;
    const arrow = loaded(file, shape, maker);
    const end = file.search(/[\\/]node_modules[\\/](?!.*[\\/]node_modules[\\/])/);
    if (arrow) return { arrow, shape, directory: file.slice(0, end) };
  }
  return null;
}

/** The package has one file of all its exports for each way to load it; nothing of it runs a second time. */
function loaded(file: string, shape: Shape, maker: unknown): Arrow | undefined {
  const form = file.slice(file.lastIndexOf("."));
  const folder = file.slice(0, file.lastIndexOf("apache-arrow") + "apache-arrow".length);
  for (const entry of [join(folder, `Arrow.node${form}`), join(folder, `Arrow${form}`), file]) {
    try {
      const module: unknown = createRequire(join(dirname(file), "x"))(entry);
      if (isArrow(module) && module[shape] === maker) return module;
    } catch {
      // another release, which has no such file
    }
  }
  return undefined;
}

const isArrow = (module: unknown): module is Arrow =>
  typeof module === "object" &&
  module !== null &&
  [...shapes, "tableToIPC", "tableFromIPC"].every((name) => typeof Reflect.get(module, name) === "function");

const table: Kind<object> = {
  is: (value): value is object => originOf(value) !== null,
  prototype: null,
  isWhole: true,
  write: (value, to) => {
    const origin = originOf(value);
    if (origin === null) return;
    const { arrow, shape, directory } = origin;
    const whole = shape === "Table" ? value : new arrow.Table(shape === "Vector" ? { column: value } : value);
    const bytes = arrow.tableToIPC(whole, "stream");
    to.out.byte(shapes.indexOf(shape));
    to.out.count(to.modules.number({ specifier: "apache-arrow", directory }));
    to.out.count(to.buffers.ours(bytes));
  },
  read: (from) => {
    const shape = shapes[from.input.byte()];
    const module = from.module(from.input.count());
    const { buffer, offset, length } = from.view(from.input.count());
    if (!isArrow(module)) throw new CovalentError("NO_SUCH_EXPORT", { module: "apache-arrow", name: "tableFromIPC" });
    const whole = module.tableFromIPC(new Uint8Array(buffer, offset, length));
    if (shape === "Table") return whole;
    const part = shape === "RecordBatch" ? whole.batches[0] : whole.getChildAt(0);
    if (part) return part;
    throw from.malformed("a table without the part that was sent");
  },
  same: () => () => true, // nothing of Arrow's changes
  covers: "all",
};

export const tableKinds: readonly Kind<object>[] = [table];
