// Watches what a function closes over: as long as none of it has changed, the function need not be captured again.
//
// Most of what a function takes from around it is declared once and never assigned, which its author's text shows; the
// variables for which it does not are read again. What is in objects is compared.

import { Script } from "node:vm";
import { readVariable } from "./blocks.ts";
import { forget } from "./inspection.ts";
import { liveImport } from "./modules.ts";
import { isNeverAssigned } from "./never-assigned.ts";
import type { ByValue } from "./routes.ts";
import { closureOf, type Scope } from "./scopes.ts";
import type { Check } from "./shadow.ts";

/** A variable as a function was captured with it. */
export interface Taken {
  name: string;
  /** One of the scopes of its function; undefined for a name that was looked for among the globals. */
  scope: Scope | undefined;
  /** What was found; undefined if nothing was. */
  read: { value: unknown } | undefined;
}

export class Watch {
  readonly #checks: Check[] = [];
  readonly #taken: { fn: object; route: ByValue; variables: Taken[] }[] = [];
  #isSure = true;

  /** Something was met that cannot be looked at again at little cost. */
  giveUp(): void {
    this.#isSure = false;
  }

  add(check: Check): void {
    this.#checks.push(check);
  }

  variables(fn: object, route: ByValue, variables: Taken[]): void {
    this.#taken.push({ fn, route, variables });
  }

  /** Whether all is as it was. False also where that cannot be told. */
  holds(): boolean {
    if (!this.#isSure) return false;
    // Not before somebody asks: to read the text of a whole script is more than most functions need.
    for (const { fn, route, variables } of this.#taken.splice(0)) this.#look(fn, route, variables);
    for (const check of this.#checks) if (!check()) return false;
    return true;
  }

  #look(fn: object, route: ByValue, variables: Taken[]): void {
    const doubtful: Taken[] = [];
    for (const variable of variables) {
      const check = checkOf(variable, route);
      if (check === undefined) doubtful.push(variable);
      else if (check !== always) this.#checks.push(check);
    }
    if (doubtful.length > 0) this.#checks.push(() => isReadAgain(fn, route, doubtful));
  }
}

const always: Check = () => true;

/** Undefined where V8 has to be asked for the variable. */
function checkOf({ name, scope, read }: Taken, route: ByValue): Check | undefined {
  if (read === undefined) {
    const type = compile(`typeof ${name}`);
    return () => type() === "undefined" && !(name in globalThis);
  }
  const { value } = read;
  if (scope === undefined || scope.kind === "Script") {
    const now = scope === undefined && name in globalThis ? () => Reflect.get(globalThis, name) : compile(name);
    return () => Object.is(now(), value);
  }
  if (isNeverAssigned(name, value, route)) return always;
  const imported = scope.kind === "Module" ? liveImport(name, route.script) : undefined;
  return imported && (() => Object.is(imported(), value));
}

/** What a cell would get for the expression; not even the name itself, where V8 throws. */
function compile(expression: string): () => unknown {
  const read: () => unknown = new Script(`() => ${expression}`).runInThisContext();
  return () => {
    try {
      return read();
    } catch {
      return nothing;
    }
  };
}
const nothing = Symbol("nothing");

function isReadAgain(fn: object, { closure }: ByValue, variables: readonly Taken[]): boolean {
  try {
    const { scopes } = closureOf(fn);
    return variables.every(({ name, scope, read }) => {
      const level = scopes[scope ? closure.scopes.indexOf(scope) : -1];
      const now = readVariable(level?.variables ?? {}, name);
      return now.ready && Object.is(now.value, read?.value);
    });
  } finally {
    forget();
  }
}
