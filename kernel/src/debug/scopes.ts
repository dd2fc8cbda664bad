// What a frame can see, in the order in which a person looks: what is its own, what encloses it, what cells have declared.

import type { Remote } from "./cdp.ts";
import type { Frame } from "./stack.ts";
import type { Holder, Variables } from "./variables.ts";

interface Scope {
  name: string;
  variablesReference: number;
  expensive: boolean;
  presentationHint?: "locals";
}

/** @param names What cells have declared so far. */
export function scopesOf(frame: Frame, names: readonly string[], variables: Variables): Scope[] {
  const { call, cell, isTopLevel } = frame;
  const end = call.scopeChain.findIndex(({ type }) => type === "local");
  const own = isTopLevel
    ? call.scopeChain.filter(({ type }) => type === "block" || type === "catch" || type === "with")
    : call.scopeChain.slice(0, end + 1);
  const around = call.scopeChain.filter(
    ({ type }, at) => (type === "closure" || type === "module") && !isTopLevel && at > end,
  );

  const refer = (holder: Holder): number => variables.refer(holder, "stop");
  const holding = (scopes: typeof own, more: Pick<Extract<Holder, { of: "scopes" }>, "also" | "names">) =>
    refer({ of: "scopes", objectIds: scopes.flatMap(({ object }) => object.objectId ?? []), ...more });
  const local: Scope = {
    name: "Locals",
    // The names that a cell declares are what its own lines are about.
    variablesReference: holding(own, { also: alsoSeen(frame), names: isTopLevel ? [...(cell?.declares ?? [])] : [] }),
    expensive: false,
    presentationHint: "locals",
  };
  const enclosing = around.map((scope) => ({
    name: scope.type === "module" ? "Module" : `Closure${scope.name ? ` (${scope.name})` : ""}`,
    variablesReference: holding([scope], { also: [], names: [] }),
    expensive: false,
  }));
  return [
    local,
    ...enclosing,
    { name: "Globals", variablesReference: refer({ of: "names", names: [...names] }), expensive: false },
  ];
}

/** `this`, where it means something, and what the function is about to return. */
function alsoSeen({ call, isTopLevel }: Frame): { name: string; value: Remote }[] {
  const isBound = !isTopLevel && call.this.type !== "undefined" && call.this.description !== "global";
  return [
    ...(call.returnValue === undefined ? [] : [{ name: "(returned)", value: call.returnValue }]),
    ...(isBound ? [{ name: "this", value: call.this }] : []),
  ];
}
