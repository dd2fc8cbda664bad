// The story of a dispatch, or of one electron in it: what happened, in order, told in lines that a person can read.

import type { Chapter, Page } from "./chapter.ts";
import { causeFinder, type Relations } from "./story-causes.ts";

/**
 * One line for each chapter, with the milliseconds since the first, the number of the message that announced it, and why it
 * happened. With `electron`, only what happened to that one.
 */
export function tellStory(pages: readonly Page[], relations: Relations, electron?: number): string[] {
  const begin = pages[0]?.at ?? 0;
  const causeOf = causeFinder(relations);
  return pages.flatMap(({ seq, at, chapters }) =>
    chapters
      .flatMap(beats)
      .map((chapter) => ({ chapter, cause: causeOf(chapter) }))
      .filter(({ chapter }) => electron === undefined || concerns(chapter, electron))
      .map(({ chapter, cause }) => {
        const said = tell(chapter, at, relations.name) + (cause === undefined ? "" : ` because ${cause}`);
        return `${`+${(at - begin).toFixed(0)} ms`.padStart(12)}  #${seq}  ${said}`;
      }),
  );
}

/** Of a brief electron, its start and its end were committed as one change. */
function beats(chapter: Chapter): Chapter[] {
  if (chapter.type !== "electron") return [chapter];
  const { electron } = chapter;
  const { worker, startedAt, ...end } = chapter.change;
  if (typeof startedAt !== "number" || end.endedAt == null) return [chapter];
  const { attempt, queuedAt, ...rest } = end;
  const queued = attempt === undefined ? [] : [{ state: "QUEUED", attempt } as const];
  const changes = [...queued, { state: "RUNNING", startedAt, worker: worker ?? null } as const, rest];
  return changes.map((change) => ({ type: "electron", electron, change }));
}

function concerns(chapter: Chapter, electron: number): boolean {
  if (chapter.type === "electron") return chapter.electron === electron;
  if (chapter.type !== "expanded") return false;
  const { parent, from, electrons } = chapter;
  return parent === electron || (electron >= from && electron < from + electrons);
}

function tell(chapter: Chapter, at: number, name: (electron: number) => string): string {
  switch (chapter.type) {
    case "submitted":
      return `lattice '${chapter.lattice}' submitted, ${chapter.electrons} electrons`;
    case "lattice":
      return `lattice ${chapter.change.state}${paused(chapter.change.paused)}${because(chapter.change.error)}`;
    case "expanded": {
      const { parent, from, electrons } = chapter;
      const which = electrons === 0 ? "no electrons" : `electrons ${from} to ${from + electrons - 1}`;
      return `electron ${parent} '${name(parent)}' expanded: ${which}`;
    }
    case "electron": {
      const { state, attempt, worker, error, retryAt } = chapter.change;
      const facts = [
        state,
        attempt === undefined ? undefined : `attempt ${attempt}`,
        typeof worker === "string" ? `on ${worker}` : undefined,
        typeof retryAt === "number" ? `tries again in ${sayWait(retryAt - at)}` : undefined,
      ];
      const said = facts.filter((fact) => fact !== undefined).join(", ");
      return `electron ${chapter.electron} '${name(chapter.electron)}' ${said}${because(error)}`;
    }
  }
}

const because = (error: { name: string; message: string } | null | undefined): string =>
  error == null ? "" : ` because ${error.name}: ${error.message}`;

const paused = (change: boolean | undefined): string =>
  change === undefined ? "" : change ? ", paused" : ", no longer paused";

const sayWait = (millis: number): string =>
  millis < 1_000 ? `${Math.max(0, Math.round(millis))} ms` : `${Math.round(millis / 100) / 10} s`;
