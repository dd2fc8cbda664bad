// Chapters as they are kept: where the same happened to many electrons one after the other, once what they have in common, and
// a column for each thing that they have not. It is most of what a wide fan-out leaves in the store.

import type { Chapter } from "../engine/chapter.ts";

type OfElectron = Extract<Chapter, { type: "electron" }>;
type Change = OfElectron["change"];

interface Alike {
  type: "alike";
  electrons: number[];
  same: Partial<Change>;
  each: Record<string, unknown[]>;
}

/** Fewer are written as they are. */
const worthIt = 4;

export type Kept = Chapter | Alike;

export function packChapters(chapters: readonly Chapter[]): Kept[] {
  const kept: Kept[] = [];
  for (let at = 0; at < chapters.length; ) {
    const first = chapters[at] as Chapter;
    const alike = runFrom(chapters, at);
    if (alike.length < worthIt) kept.push(first);
    else kept.push(columnsOf(alike));
    at += alike.length < worthIt ? 1 : alike.length;
  }
  return kept;
}

/** The longest stretch from there on in which the same things changed. */
function runFrom(chapters: readonly Chapter[], from: number): OfElectron[] {
  const run: OfElectron[] = [];
  let keys: string | undefined;
  for (let at = from; at < chapters.length; at++) {
    const chapter = chapters[at];
    if (chapter?.type !== "electron") break;
    const named = Object.keys(chapter.change).join();
    keys ??= named;
    if (named !== keys) break;
    run.push(chapter);
  }
  return run;
}

function columnsOf(run: readonly OfElectron[]): Alike {
  const same: Record<string, unknown> = {};
  const each: Record<string, unknown[]> = {};
  for (const key of Object.keys(run[0]?.change ?? {}) as (keyof Change)[]) {
    const column = run.map(({ change }) => change[key]);
    if (column.every((value) => value === column[0])) same[key] = column[0];
    else each[key] = column;
  }
  return { type: "alike", electrons: run.map(({ electron }) => electron), same, each };
}

/** What `packChapters` packed. */
export const unpackChapters = (kept: readonly Kept[]): Chapter[] =>
  kept.flatMap((chapter): Chapter[] => (chapter.type === "alike" ? chaptersOf(chapter) : [chapter]));

function chaptersOf({ electrons, same, each }: Alike): Chapter[] {
  const columns = Object.entries(each);
  return electrons.map((electron, at) => {
    const own = Object.fromEntries(columns.map(([key, column]) => [key, column[at]]));
    return { type: "electron", electron, change: { ...same, ...own } };
  });
}
