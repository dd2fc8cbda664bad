// Finds the dispatch or the electron that somebody means by the beginning of its id, or by its name.

import type { Client } from "covalent-ts/client";
import { CovalentError } from "covalent-ts/errors";
import type { LatticeDocument } from "covalent-ts/protocol";
import { CallError } from "./command.ts";

/** As many as a list can have. */
const all = 10_000;

/** At least so many characters of an id are shown. */
const shortest = 8;

/**
 * The one dispatch whose id begins so.
 *
 * @throws UNKNOWN_DISPATCH, CallError if there are several
 */
export async function findDispatch(client: Client, beginning: string): Promise<string> {
  const { dispatches } = await client.ask("list", { limit: all });
  const found = dispatches.filter(({ dispatch }) => dispatch.startsWith(beginning));
  const exact = found.find(({ dispatch }) => dispatch === beginning) ?? found[0];
  // The dispatcher knows more: whether it was purged.
  if (exact === undefined) {
    await client.ask("snapshot", { dispatch: beginning });
    throw new CovalentError("UNKNOWN_DISPATCH", { dispatch: beginning });
  }
  if (found.length === 1 || exact.dispatch === beginning) return exact.dispatch;
  const some = found.slice(0, 5).map(({ dispatch, lattice }) => `  ${dispatch}  ${lattice}`);
  throw new CallError(`'${beginning}' begins the ids of ${found.length} dispatches:\n${some.join("\n")}`);
}

/**
 * The electron of that number, or the one of that name.
 *
 * @throws CallError
 */
export function findElectron(document: LatticeDocument, said: string): number {
  const { electrons } = document;
  const named = electrons.filter(({ id, name }) => String(id) === said || name === said);
  const [one] = named;
  if (one === undefined) {
    throw new CallError(`Dispatch ${document.dispatch} has no electron '${said}'. It has ${names(electrons)}.`);
  }
  if (named.length > 1) {
    const numbers = named.map(({ id }) => id).join(", ");
    throw new CallError(`'${said}' is the name of ${named.length} electrons: ${numbers}. Say which by its number.`);
  }
  return one.id;
}

function names(electrons: LatticeDocument["electrons"]): string {
  const some = electrons.slice(0, 8).map(({ id, name }) => `${id} ${name}`);
  return some.join(", ") + (electrons.length > some.length ? ", ..." : "");
}

/** The shortest beginnings that tell these ids apart, all of one length. */
export function abbreviate(ids: readonly string[]): (id: string) => string {
  const longest = Math.max(0, ...ids.map((id) => id.length));
  for (let length = shortest; length < longest; length += 1) {
    const beginnings = new Set(ids.map((id) => id.slice(0, length)));
    if (beginnings.size === new Set(ids).size) return (id) => id.slice(0, length);
  }
  return (id) => id;
}
