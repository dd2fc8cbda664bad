// Cuts what happens to a dispatch into pictures to be shown one after the other, so that nobody misses an electron running,
// however short it ran and however seldom pictures are drawn.

import { type DispatchEvent, foldEvent, type LatticeDocument, stagesOf } from "covalent-ts/protocol";

/** Pictures that may wait to be shown; what happens then is shown together. */
const longestQueue = 12;
/** From this many electrons on nobody can follow each, and each picture costs too much. */
const manyElectrons = 300;

export class Frames {
  readonly #waiting: LatticeDocument[] = [];
  /** What the newest picture shows. */
  #newest: LatticeDocument | undefined;
  /** Electrons that run in the newest picture, and in none before it. */
  readonly #begun = new Set<number>();

  /** Takes what `Client.follow` hands over: the dispatch as it is now, and what happened since the last call. */
  offer(document: LatticeDocument, events: readonly DispatchEvent[]): void {
    if (this.#newest === undefined || events.length === 0) {
      this.#show(document);
      return;
    }
    if (document.electrons.length >= manyElectrons) {
      this.#replace(document);
      return;
    }
    for (const stage of events.flatMap(stagesOf)) this.#happen(this.#newest, stage);
  }

  /** The next picture; undefined when the last one has been taken. */
  take(): LatticeDocument | undefined {
    const next = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#begun.clear();
    return next;
  }

  #happen(before: LatticeDocument, stage: DispatchEvent): void {
    const after = foldEvent(before, stage);
    const changed = stage.type === "electron" && stage.change.state !== undefined ? stage : undefined;
    const hides = changed !== undefined && this.#begun.has(changed.electron);
    if (hides && this.#waiting.length < longestQueue) this.#show(after);
    else this.#replace(after);
    if (changed?.change.state === "RUNNING") this.#begun.add(changed.electron);
  }

  #show(document: LatticeDocument): void {
    this.#begun.clear();
    this.#waiting.push(document);
    this.#newest = document;
  }

  /** A picture that waits shows this as well; one that was taken already is followed by another. */
  #replace(document: LatticeDocument): void {
    this.#waiting.pop();
    this.#waiting.push(document);
    this.#newest = document;
  }
}
