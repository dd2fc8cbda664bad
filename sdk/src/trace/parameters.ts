// What parameters a function declares, and how many arguments it takes.

import type { Identifier, Pattern } from "acorn";
import { authoredAfter, parseFunction } from "./function-text.ts";

export interface Parameters {
  /** One a declared parameter; undefined for one that is taken apart at once, as `{ rows }` is. */
  names: (string | undefined)[];
  /** Name of `...rest`, if it is declared. */
  rest: string | undefined;
  /** Fewer arguments than this are a mistake. */
  required: number;
  /** More arguments than this are a mistake. */
  most: number;
}

const known = new WeakMap<object, Parameters | undefined>();

/** Undefined for a function without a text: a native or a bound one. */
export function parametersOf(fn: CallableFunction): Parameters | undefined {
  if (!known.has(fn)) known.set(fn, read(fn));
  return known.get(fn);
}

function read(fn: CallableFunction): Parameters | undefined {
  const params = parseFunction(fn)?.params;
  if (params === undefined) return undefined;
  const last = params.at(-1);
  const rest = last?.type === "RestElement" ? last : undefined;
  const single = rest === undefined ? params : params.slice(0, -1);
  const optional = single.findIndex((param) => isOptional(fn, param));
  return {
    names: single.map(nameOfParameter),
    rest: rest?.argument.type === "Identifier" ? rest.argument.name : rest && "rest",
    required: optional === -1 ? single.length : optional,
    most: rest === undefined ? single.length : Number.POSITIVE_INFINITY,
  };
}

function nameOfParameter(param: Pattern): string | undefined {
  if (param.type === "Identifier") return param.name;
  return param.type === "AssignmentPattern" ? nameOfParameter(param.left) : undefined;
}

/**
 * Whether an argument may be left out. `x?: number` has lost its mark where types were taken out; the author's text still
 * shows it, and where that is not at hand, a blank after the name is given the benefit of the doubt.
 */
function isOptional(fn: CallableFunction, param: Pattern): boolean {
  if (param.type === "AssignmentPattern") return true;
  const { start, end } = param as Identifier;
  const authored = authoredAfter(fn, start);
  if (authored === undefined) return /\s/.test(Function.prototype.toString.call(fn)[end] ?? "");
  const behind = authored.slice(end - start).trimStart();
  return behind.startsWith("?");
}

/** What is wrong with calling a function with so many arguments; undefined if nothing is. */
export function argumentProblem(fn: CallableFunction, count: number): string | undefined {
  const parameters = parametersOf(fn);
  if (parameters === undefined) return undefined;
  const { names, rest, required, most } = parameters;
  if (count >= required && count <= most) return undefined;
  const takes = names.length === 0 ? "it takes none" : `it takes ${say([...names, ...(rest ? [`...${rest}`] : [])])}`;
  if (count > most) return `${takes}, and got ${count}`;
  const missing = names
    .slice(count, required)
    .map((name, index) => (name ? `'${name}'` : `number ${count + index + 1}`));
  return `${takes}, and ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`;
}

const say = (names: (string | undefined)[]): string => names.map((name) => (name ? `'${name}'` : "{...}")).join(", ");
