// Says no, with the name of what cannot travel, the way to it, and the line of the author's text where it was met.

import { CovalentError } from "../errors.ts";
import type { Place } from "../protocol/place.ts";
import type { Path } from "./path.ts";

export class Refusal {
  readonly #holder: string;
  readonly #path: Path;
  /** Where the function that is being looked at was defined. */
  place: Place | null = null;

  constructor(holder: string, path: Path) {
    this.#holder = holder;
    this.#path = path;
  }

  value(kind: string): CovalentError {
    const about = { electron: this.#holder, path: String(this.#path), kind, place: this.place };
    return new CovalentError("VALUE_CANNOT_TRAVEL", about);
  }

  function(reason: string): CovalentError {
    const about = { electron: this.#holder, path: String(this.#path), reason, place: this.place };
    return new CovalentError("FUNCTION_CANNOT_TRAVEL", about);
  }

  output(electron: string): CovalentError {
    return this.function(`it is the output of electron '${electron}', which is not known while the lattice is traced`);
  }

  circle(): CovalentError {
    return this.value("value that can only be made from itself");
  }
}
