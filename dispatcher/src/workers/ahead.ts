// What a worker was given and has not begun, in order, and which of that it is asked to drop.

import type { Assignment } from "../executors/executor.ts";

/** What is told of an attempt that was dropped. */
export type Dropped = "handed-back" | "stopped";

export class Ahead {
  readonly #assignments: Assignment[] = [];
  readonly #recalled = new Map<string, Dropped>();

  get length(): number {
    return this.#assignments.length;
  }

  /** Whether the worker has been asked for some, and has not answered. */
  get isRecalling(): boolean {
    return this.#recalled.size > 0;
  }

  add(assignment: Assignment): void {
    this.#assignments.push(assignment);
  }

  has(attempt: string): boolean {
    return this.#assignments.some((assignment) => assignment.attempt === attempt);
  }

  /** The worker begins the first: its answer, if it was asked for that, comes too late. */
  next(): { assignment: Assignment; recalled: Dropped | undefined } | undefined {
    const assignment = this.#assignments.shift();
    if (assignment === undefined) return undefined;
    const recalled = this.#recalled.get(assignment.attempt);
    this.#recalled.delete(assignment.attempt);
    return { assignment, recalled };
  }

  /** The attempts that the worker was not asked for yet. */
  unasked(): string[] {
    return this.attempts().filter((attempt) => !this.#recalled.has(attempt));
  }

  recall(attempts: readonly string[], as: Dropped): void {
    for (const attempt of attempts) this.#recalled.set(attempt, as);
  }

  /** It will not be begun. `wasThere` is false for one that has left this list. */
  drop(attempt: string): { as: Dropped; wasThere: boolean } {
    const as = this.#recalled.get(attempt) ?? "handed-back";
    this.#recalled.delete(attempt);
    const place = this.#assignments.findIndex((assignment) => assignment.attempt === attempt);
    if (place >= 0) this.#assignments.splice(place, 1);
    return { as, wasThere: place >= 0 };
  }

  /** Empties the list, and gives the attempts that were in it. */
  takeAll(): string[] {
    return this.#assignments.splice(0).map(({ attempt }) => attempt);
  }

  attempts(): string[] {
    return this.#assignments.map(({ attempt }) => attempt);
  }
}
