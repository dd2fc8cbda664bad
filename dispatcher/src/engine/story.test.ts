import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Page, tellStory } from "./story.ts";

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

describe("the story of a dispatch", () => {
  it("tells what happened, when since the first, and in which message it was announced", () => {
    assert.deepEqual(tellStory(pages, name), [
      "       +0 ms  #1  lattice 'digits' submitted, 2 electrons",
      "       +4 ms  #2  electron 0 'load' RUNNING, attempt 1, on w1",
      "       +4 ms  #2  electron 1 'train' QUEUED",
      "      +10 ms  #3  electron 0 'load' expanded: electrons 2 to 4",
      "     +500 ms  #4  electron 3 'b' FAILED because TypeError: no",
      "     +500 ms  #4  lattice FAILED",
    ]);
  });

  it("tells of one electron how it joined and what became of it", () => {
    assert.deepEqual(tellStory(pages, name, 3), [
      "      +10 ms  #3  electron 0 'load' expanded: electrons 2 to 4",
      "     +500 ms  #4  electron 3 'b' FAILED because TypeError: no",
    ]);
  });
});
