// Says when a function takes a lot with it, and refuses what is surely a mistake.

import { CovalentError } from "../errors.ts";
import type { Place } from "../protocol/place.ts";
import type { Encoding } from "./encoding.ts";

const mega = 1024 * 1024;

/** From this size on, in bytes, a function that takes so much with it is worth a word. */
const warnFrom = 10 * mega;

/** Beyond this size a capture is refused. `COVALENT_MAX_CAPTURE_MB` sets another one. @defaultValue 1_024 megabytes */
const refuseFrom = (): number => Number(process.env["COVALENT_MAX_CAPTURE_MB"] || 1_024) * mega;

/** What there is to say of a function that is merely large. Throws `CAPTURE_TOO_LARGE` if it is too large. */
export function checkSize(encoding: Encoding, electron: string, place: Place | null): string | undefined {
  const size = encoding.weight;
  if (size <= warnFrom) return undefined;
  const { path } = encoding.heaviest;
  const limit = refuseFrom();
  const megabytes = Math.ceil(size / mega);
  if (size > limit) {
    throw new CovalentError("CAPTURE_TOO_LARGE", { electron, path, megabytes, limit: Math.floor(limit / mega), place });
  }
  const where = place ? ` (${place.cell === undefined ? place.file : `cell ${place.cell}`}:${place.line})` : "";
  return `Electron '${electron}' takes ${megabytes} MB with it, most of it in ${path}${where}. Pass it as an argument, or load it inside the electron.`;
}
