// Says in one sentence what failed in a dispatch or a sublattice: what failed alike only once, and no more than a reader takes in.

import { type Place, sayPlace, type WireError } from "covalent-ts/protocol";

/** An electron that failed, in the order in which they did. */
export interface FailedElectron {
  name: string;
  place: Place | null;
  error: WireError | null;
}

/** How many different failures are told before the rest is only counted. */
const told = 3;
/** How much of one failure's message is told, in characters. */
const longest = 400;

/** `remedy` is null where there is none, or more than one. */
export function sayFailures(failed: readonly FailedElectron[]): { text: string; remedy: string | null } {
  const kinds = [...Map.groupBy(failed, ({ error }) => sayError(error)).values()];
  const said = kinds.slice(0, told).map(sayKind);
  const untold = kinds.slice(told).reduce((count, { length }) => count + length, 0);
  if (untold > 0) said.push(`and ${moreElectrons(untold)} in other ways`);
  const remedy = kinds.length === 1 ? kinds[0]?.[0]?.error?.remedy : undefined;
  return { text: endSentence(said.join("; ") || "it does not say why"), remedy: remedy ?? null };
}

function sayKind(alike: readonly FailedElectron[]): string {
  const [first] = alike;
  if (first === undefined) return "";
  const { name, place, error } = first;
  const where = place === null ? "" : ` (${sayPlace(place)})`;
  const said = sayError(error);
  // Some errors of ours tell name and place themselves.
  const one = said.startsWith(`Electron '${name}'`) ? said : `electron '${name}'${where}${said && `: ${said}`}`;
  return alike.length === 1 ? one : `${one}, and ${moreElectrons(alike.length - 1)} likewise`;
}

const moreElectrons = (count: number): string => (count === 1 ? "1 more electron" : `${count} more electrons`);

/** The first line. An error of ours is known by its words, not by its class, and what to do about it is said once, elsewhere. */
function sayError(error: WireError | null): string {
  if (error === null) return "";
  const { name, code, remedy = "" } = error;
  const [line = ""] = error.message.replace(remedy, "").trim().split("\n", 1);
  const text = line.length > longest ? `${line.slice(0, longest)} …` : line;
  return (code === undefined ? `${name}: ${text}` : text).replace(/[.:\s]+$/, "");
}

const endSentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
