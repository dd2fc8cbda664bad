// What an electron or a lattice is made of, kept on the function itself, so that every loaded copy of this package finds it.

import type { ExecutorChoice } from "../protocol/graph.ts";
import { checkNames, type RunOptions, readRunOptions, runOptionNames, withDefaults } from "../run-options.ts";
import { Supplied } from "../ship/using.ts";
import type { Executor } from "../types.ts";
import { nameOf } from "./function-text.ts";

export type Callable = (this: unknown, ...args: unknown[]) => unknown;

export interface Definition {
  kind: "electron" | "lattice";
  /** The author's function; for an electron made of a lattice, that lattice. */
  fn: Callable;
  /** What the author calls it; found out when it is first asked for. */
  readonly name: string;
  /** Undefined unless the author chose. */
  executor: ExecutorChoice | undefined;
  /** What the author asked of its running; of a lattice, for those of its electrons that do not say. */
  running: RunOptions;
  /** What the author gave for names that the function takes from around it. */
  using?: Readonly<Record<string, unknown>> | undefined;
}

const definition = Symbol.for("covalent-ts.definition");

/** Names the export that makes it again where it arrives: see `covalent-ts/ship`. */
const rebuild = Symbol.for("covalent-ts.rebuild");

/** What stands behind an electron or a lattice; undefined for anything else. */
export function definitionOf(value: unknown, kind: Definition["kind"]): Definition | undefined {
  if (typeof value !== "function" || !(definition in value)) return undefined;
  const found = value[definition] as Definition;
  return found.kind === kind ? found : undefined;
}

/** What the author wrote, however many electrons and lattices were made of it. */
export function authorsFunction(fn: Callable): Callable {
  const of = definitionOf(fn, "electron") ?? definitionOf(fn, "lattice");
  return of === undefined ? fn : authorsFunction(of.fn);
}

/** The name that an author gave, as one line that can be printed; undefined if nothing is left of it. */
export function givenName(name: unknown): string | undefined {
  if (name === undefined) return undefined;
  const line = String(name).replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ");
  return line.trim() || undefined;
}

export function chosen(executor: Executor | undefined): ExecutorChoice | undefined {
  return typeof executor === "string" ? { name: executor } : executor;
}

/**
 * What options ask of the running of an electron, or of those in a lattice; the rest is as it was made before.
 *
 * @throws BAD_OPTION
 */
export function runningOf(
  options: RunOptions,
  {
    kind,
    fn,
    again,
    others,
  }: { kind: Definition["kind"]; fn: Callable; again: Definition | undefined; others: string[] },
): RunOptions {
  const of = (): string => `${kind} '${again?.name ?? nameOf(fn) ?? kind}'`;
  checkNames(options, [...others, ...runOptionNames], of);
  readRunOptions(options, of);
  return withDefaults(options, again?.running ?? {});
}

/** Makes `call` stand for what the definition says: it shows as the author's function, and can be made again elsewhere. */
export function define<F extends CallableFunction>(call: F, of: Definition): F {
  const hidden = (value: unknown): PropertyDescriptor => ({ value, configurable: true });
  Object.defineProperties(call, {
    name: { get: () => of.name, configurable: true },
    length: hidden(of.fn.length),
    toString: hidden(() => of.fn.toString()),
    [definition]: hidden(of),
    [rebuild]: hidden(() => ({
      module: "covalent-ts",
      name: of.kind,
      // On the other side the names have those values, so they are not given again.
      args: [
        of.using ? new Supplied(of.fn, of.using) : of.fn,
        { name: of.name, ...(of.executor && { executor: of.executor }), ...of.running },
      ],
    })),
  });
  return call;
}
