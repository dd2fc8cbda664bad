// The way from what is being sent to the part of it that is being looked at: "train → options → socket".

export class Path {
  readonly #steps: (string | number | symbol)[] = [];

  /** `start` is what is being sent, if it has a name. */
  constructor(start?: string) {
    if (start !== undefined) this.#steps.push(start);
  }

  get depth(): number {
    return this.#steps.length;
  }

  push(step: string | number | symbol): void {
    this.#steps.push(step);
  }

  pop(): void {
    this.#steps.pop();
  }

  /** Names the next place on the level that was pushed last. */
  next(step: string | number | symbol): void {
    this.#steps[this.#steps.length - 1] = step;
  }

  /** The path as it is now, to come back to. */
  save(): (string | number | symbol)[] {
    return [...this.#steps];
  }

  restore(steps: readonly (string | number | symbol)[]): void {
    this.#steps.splice(0, Number.POSITIVE_INFINITY, ...steps);
  }

  toString(): string {
    if (this.#steps.length === 0) return "a value";
    return this.#steps
      .map((step, at) => (typeof step === "number" ? `[${step}]` : `${at > 0 ? " → " : ""}${String(step)}`))
      .join("");
  }
}
