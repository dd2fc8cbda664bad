import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Page } from "./chapter.ts";
import { tellStory } from "./story.ts";

const pages: Page[] = [
  { seq: 1, at: 1_000, chapters: [{ type: "submitted", lattice: "digits", electrons: 2 }] },
  {
    seq: 2,
    at: 1_004,
    chapters: [
      { type: "electron", electron: 0, change: { state: "RUNNING", attempt: 1, worker: "w1" } },
      { type: "electron", electron: 1, change: { state: "QUEUED" } },
    ],
  },
  { seq: 3, at: 1_010, chapters: [{ type: "expanded", parent: 0, from: 2, electrons: 3 }] },
  {
    seq: 4,
    at: 1_500,
    chapters: [
      { type: "electron", electron: 3, change: { state: "FAILED", error: { name: "TypeError", message: "no" } } },
      { type: "lattice", change: { state: "FAILED", startedAt: 1_004, endedAt: 1_500, error: null } },
    ],
  },
];
const name = (electron: number) => ["load", "train", "a", "b", "c"][electron] ?? "?";
const relations = {
  name,
  needs: (electron: number) => (electron === 1 ? [0] : []),
  parent: (electron: number) => (electron >= 2 ? 0 : null),
  lost: (_: number, attempt: number) => (attempt === 1 ? "Worker w1 was ended by SIGKILL." : undefined),
};

/** Chapters of one electron each, a page each. */
const told = (...changes: [electron: number, change: object][]): string[] =>
  tellStory(
    changes.map(([electron, change], seq) => ({ seq, at: 0, chapters: [{ type: "electron", electron, change }] })),
    relations,
  ).map((line) => line.replace(/^.*#\d+ {2}/, ""));

describe("the story of a dispatch", () => {
  it("tells what happened, when since the first, in which message it was announced, and why", () => {
    assert.deepEqual(tellStory(pages, relations), [
      "       +0 ms  #1  lattice 'digits' submitted, 2 electrons",
      "       +4 ms  #2  electron 0 'load' RUNNING, attempt 1, on w1",
      "       +4 ms  #2  electron 1 'train' QUEUED",
      "      +10 ms  #3  electron 0 'load' expanded: electrons 2 to 4",
      "     +500 ms  #4  electron 3 'b' FAILED because TypeError: no",
      "     +500 ms  #4  lattice FAILED",
    ]);
  });

  it("tells of one electron how it joined and what became of it", () => {
    assert.deepEqual(tellStory(pages, relations, 3), [
      "      +10 ms  #3  electron 0 'load' expanded: electrons 2 to 4",
      "     +500 ms  #4  electron 3 'b' FAILED because TypeError: no",
    ]);
  });

  it("tells which electron's end let another start", () => {
    assert.deepEqual(told([0, { state: "COMPLETED", endedAt: 1 }], [1, { state: "QUEUED", attempt: 1 }]), [
      "electron 0 'load' COMPLETED",
      "electron 1 'train' QUEUED, attempt 1 because electron 0 'load' completed",
    ]);
  });

  it("tells which sublattice brought an electron", () => {
    assert.deepEqual(told([3, { state: "QUEUED" }]), ["electron 3 'b' QUEUED because electron 0 'load' expanded"]);
  });

  it("tells what an attempt came to, after which there was another", () => {
    assert.deepEqual(
      told([0, { state: "QUEUED", attempt: 1 }], [0, { state: "QUEUED", attempt: 2 }]).at(-1),
      "electron 0 'load' QUEUED, attempt 2 because attempt 1 came to nothing: Worker w1 was ended by SIGKILL.",
    );
  });

  it("tells whether an electron was cancelled, or one that it needs", () => {
    assert.deepEqual(told([0, { state: "CANCELLED", endedAt: 1 }], [1, { state: "CANCELLED", endedAt: 1 }]), [
      "electron 0 'load' CANCELLED because somebody cancelled it",
      "electron 1 'train' CANCELLED because electron 0 'load', which it needs, was cancelled",
    ]);
  });
});
