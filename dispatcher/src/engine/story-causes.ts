// Why what a story tells happened: which event before it led to it.

import type { Chapter } from "./chapter.ts";

/** What the events themselves do not say. */
export interface Relations {
  name(electron: number): string;
  /** Those whose end an electron waits for. */
  needs(electron: number): readonly number[];
  /** The sublattice that an electron came from. */
  parent(electron: number): number | null;
  /** What a former attempt of it came to. */
  lost(electron: number, attempt: number): string | undefined;
}

/** Takes the chapters in their order, and gives for each the cause, as far as it is not in its own words. */
export function causeFinder({ name, needs, parent, lost }: Relations): (chapter: Chapter) => string | undefined {
  /** When each came to its end, counted in chapters. */
  const ends = new Map<number, { state: string; order: number }>();
  const attempts = new Map<number, number>();
  let order = 0;

  const named = (electron: number): string => `electron ${electron} '${name(electron)}'`;
  const latest = (electrons: readonly number[], state: string): number | undefined =>
    electrons
      .filter((electron) => ends.get(electron)?.state === state)
      .toSorted((a, b) => (ends.get(a)?.order ?? 0) - (ends.get(b)?.order ?? 0))
      .at(-1);

  function whyQueued(electron: number, attempt: number): string | undefined {
    const before = attempts.get(electron) ?? 0;
    attempts.set(electron, Math.max(before, attempt));
    const error = attempt > 1 || before > 0 ? lost(electron, Math.max(1, attempt - 1)) : undefined;
    if (error !== undefined) return `attempt ${Math.max(1, attempt - 1)} came to nothing: ${error}`;
    const needed = needs(electron);
    const last = latest(needed, "COMPLETED");
    if (last !== undefined) return `${named(last)} completed`;
    if (needed.length > 0) return undefined;
    const sublattice = parent(electron);
    return sublattice === null ? "it needs nothing" : `${named(sublattice)} expanded`;
  }

  function whyCancelled(electron: number): string {
    const needed = latest(needs(electron), "CANCELLED");
    return needed === undefined ? "somebody cancelled it" : `${named(needed)}, which it needs, was cancelled`;
  }

  return (chapter) => {
    order += 1;
    if (chapter.type === "lattice") {
      return chapter.change.state === "COMPLETED" ? "all its electrons completed" : undefined;
    }
    if (chapter.type !== "electron") return undefined;
    const { electron, change } = chapter;
    const { state, attempt } = change;
    if (change.endedAt != null && state !== undefined) ends.set(electron, { state, order });
    // What the last try failed of is said with it.
    if (state === "QUEUED" && typeof change.retryAt === "number") return undefined;
    if (state === "QUEUED" && change.retryAt === null) return "its wait is over";
    if (state === "QUEUED") return whyQueued(electron, attempt ?? (attempts.get(electron) ?? 0) + 1);
    if (state === "CANCELLED") return whyCancelled(electron);
    return undefined;
  };
}
