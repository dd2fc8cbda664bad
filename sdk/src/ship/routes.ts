// Decides how each function travels: what a worker can import for itself goes by name, what an author wrote goes as text.

import { types } from "node:util";
import { type FunctionText, readFunction } from "./function-text.ts";
import {
  fromBuiltin,
  fromFile,
  fromHost,
  fromNamespace,
  fromRequired,
  packageName,
  type Reference,
} from "./modules.ts";
import { fromReceived } from "./received.ts";
import { type Closure, closureOf } from "./scopes.ts";
import { isPackageFile, type Script, scriptOf } from "./scripts.ts";
import type { Supplied } from "./using.ts";

/** By reference to a module, as text with its captures, bound to something, or not at all. */
export type Route =
  | { by: "reference"; reference: Reference }
  | ByValue
  | { by: "binding"; closure: Closure }
  | { by: "require"; file: string }
  | { by: "nothing"; reason: string };

/** A function that travels as text. */
export interface ByValue {
  by: "value";
  closure: Closure;
  script: Script;
  text: FunctionText;
  /** Values for names that it takes from around it, where they are known better than V8 tells. */
  given?: Record<string, unknown>;
}

/** The routes of the functions of one message. */
export class Routes {
  readonly #routes = new Map<object, Route>();
  /** Scripts whose functions travel by value: the author is at work there. */
  readonly #own = new Map<string, Script>();

  of(fn: object): Route {
    let route = this.#routes.get(fn);
    if (!route) {
      route = this.#find(fn);
      this.#routes.set(fn, route);
    }
    return route;
  }

  /** A function whose author gave some of its names travels as text, wherever it stands. */
  ofSupplied(supplied: Supplied): Route {
    const closure = closureOf(supplied.fn);
    const read = readFunction(supplied.fn);
    if (!read || !closure.location) return { by: "nothing", reason: `'${supplied.fn.name}' is a native function` };
    const text = supplied.textOf(withMentioned(read, closure));
    if (text.obstacle) return { by: "nothing", reason: text.obstacle };
    const script = scriptOf(closure.location.script);
    this.#own.set(script.id, script);
    return { by: "value", closure, script, text };
  }

  /** Lets a function travel with what was supplied, wherever it is met. */
  supply(supplied: Supplied): void {
    const route = this.ofSupplied(supplied);
    if (route.by === "value") this.#routes.set(supplied.fn, { ...route, given: supplied.variables });
  }

  #find(fn: object): Route {
    const reference = fromHost(fn) ?? fromReceived(fn) ?? fromBuiltin(fn);
    if (reference) return { by: "reference", reference };
    const name = Reflect.get(fn, "name") || "(anonymous)";
    const closure = closureOf(fn);
    if (closure.binding) return { by: "binding", closure };
    const read = readFunction(fn);
    if (!read || !closure.location) return { by: "nothing", reason: `'${name}' is a native function` };
    const script = scriptOf(closure.location.script);
    const text = withMentioned(read, closure);
    if (script.name.startsWith("node:")) return { by: "nothing", reason: `'${name}' is an inner function of Node` };
    const isPackage = isPackageFile(script.name);
    // The first function is the one that is sent, so its author is at work in its file.
    if (isPackage || (this.#own.size > 0 && !this.#own.has(script.id))) {
      const found = fromFile(fn, script, process.cwd());
      if (found) return { by: "reference", reference: found };
    }
    if (isPackage) {
      const reason = `'${name}' is an inner function of the package '${packageName(script.name)}', which does not export it`;
      return { by: "nothing", reason };
    }
    if (text.obstacle) return { by: "nothing", reason: text.obstacle };
    this.#own.set(script.id, script);
    return { by: "value", closure, script, text };
  }

  /** Settles how a function travels before anybody asks. */
  set(fn: object, route: Route): void {
    this.#routes.set(fn, route);
  }

  /** Where an object that is no function can be imported from. */
  importable(value: object): Reference | undefined {
    const known = fromHost(value) ?? fromReceived(value);
    if (known) return known;
    if (types.isModuleNamespaceObject(value)) return fromNamespace(value, this.#own.values());
    return fromBuiltin(value) ?? fromRequired(value, process.cwd());
  }
}

/** A function that evaluates text takes more than shows: whatever around it has a name that is mentioned, if only in a text. */
function withMentioned(text: FunctionText, { scopes }: Closure): FunctionText {
  if (text.assigned !== "any") return text;
  const words = new Set(text.source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  const around = scopes.flatMap(({ variables }) => Object.keys(variables)).filter((name) => words.has(name));
  return { ...text, free: [...new Set([...text.free, ...around])] };
}
