// A cell that prints without end asks before it floods the notebook.

import type { RunOwner } from "./runs.ts";

export interface OutputLimitOptions {
  /** Characters that a cell may print before anybody is asked. */
  characters: number;
  /** Resolves to what the person answered. */
  ask(owner: RunOwner, question: string): Promise<string>;
  /** Told when a cell's output is cut off from here on. */
  cut(owner: RunOwner, why: string): Promise<void>;
  /** Ends the running cell. */
  interrupt(): void;
}

interface Printed {
  characters: number;
  /** The next question comes at this many. */
  limit: number;
  cut: boolean;
}

/** `COVALENT_OUTPUT_LIMIT` in megabytes; 100 unless it says otherwise. */
export function outputLimitOf(env: NodeJS.ProcessEnv): number {
  const megabytes = Number(env["COVALENT_OUTPUT_LIMIT"]);
  return (megabytes > 0 ? megabytes : 100) * 1_000_000;
}

export class OutputLimit {
  readonly #options: OutputLimitOptions;
  readonly #printed = new WeakMap<RunOwner, Printed>();
  /** Gives up the question that is being asked. */
  #giveUp: (() => void) | undefined;

  constructor(options: OutputLimitOptions) {
    this.#options = options;
  }

  /** Whether so much more may be shown. While the person is asked, the cell is held up. */
  async allows(owner: RunOwner, characters: number): Promise<boolean> {
    const printed = this.#count(owner, characters);
    if (printed.cut || printed.characters <= printed.limit) return !printed.cut;
    const size = `${Math.round(printed.limit / 1_000_000)} MB`;
    if (!owner.incoming.message.content["allow_stdin"]) return this.#cut(owner, printed, size);
    const given = Promise.withResolvers<string>();
    this.#giveUp = () => given.resolve("no");
    const asked = this.#options.ask(owner, `This cell has printed ${size}. Show more of it? [y/N] `);
    const answer = await Promise.race([asked.catch(() => "no"), given.promise]);
    this.#giveUp = undefined;
    if (/^\s*y/i.test(answer)) {
      printed.limit *= 2;
      return true;
    }
    await this.#cut(owner, printed, size);
    this.#options.interrupt();
    return false;
  }

  /** As `allows`, for output that cannot be held up: nobody is asked, and what is too much is lost. */
  allowsNow(owner: RunOwner, characters: number): boolean {
    const printed = this.#count(owner, characters);
    if (!printed.cut && printed.characters > printed.limit) {
      void this.#cut(owner, printed, `${Math.round(printed.limit / 1_000_000)} MB`);
    }
    return !printed.cut;
  }

  /** The person has interrupted the cell, which answers the question too. */
  interrupted(): void {
    this.#giveUp?.();
  }

  #count(owner: RunOwner, characters: number): Printed {
    const printed = this.#printed.get(owner) ?? { characters: 0, limit: this.#options.characters, cut: false };
    printed.characters += characters;
    this.#printed.set(owner, printed);
    return printed;
  }

  async #cut(owner: RunOwner, printed: Printed, size: string): Promise<false> {
    printed.cut = true;
    await this.#options.cut(owner, `\nThis cell has printed ${size}; what it prints from here on is not shown.\n`);
    return false;
  }
}
