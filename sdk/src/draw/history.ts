// What happened to a dispatch before anybody looked, as pictures: each electron running, then as it ended.

import type { ElectronView, LatticeDocument } from "../protocol/document.ts";

/** More than this nobody could follow. */
const mostElectrons = 40;
/** What ended longer ago, in milliseconds, is history that nobody waits for. */
const recently = 5_000;

/**
 * The pictures that whoever looked from the start would have seen, oldest first; the last is the document itself. Only that
 * one, unless the dispatch is small and was going on a moment ago.
 *
 * @param now the clock that the document's times are of, in milliseconds.
 */
export function historyOf(document: LatticeDocument, now: number): LatticeDocument[] {
  const { electrons, endedAt } = document;
  const isOld = now - (endedAt ?? now) > recently || now - document.submittedAt > 2 * recently;
  if (isOld || electrons.length > mostElectrons) return [document];
  const shown = new Map(electrons.map((electron) => [electron.id, beforeStart(electron)]));
  const begun = new Set<number>();
  const pictures: LatticeDocument[] = [];
  const show = (): void => {
    pictures.push({ ...document, state: "RUNNING", endedAt: null, electrons: [...shown.values()] });
    begun.clear();
  };
  for (const { electron, ends } of momentsOf(electrons)) {
    if (ends && begun.has(electron.id)) show();
    if (!ends) begun.add(electron.id);
    shown.set(electron.id, ends ? electron : whileRunning(electron));
  }
  if (begun.size > 0) show();
  return [...pictures, document];
}

/** Electrons are numbered after those that they need, so that at one and the same time the number says what came first. */
function momentsOf(electrons: readonly ElectronView[]): { at: number; electron: ElectronView; ends: boolean }[] {
  return electrons
    .flatMap((electron) => [
      ...(electron.startedAt === null ? [] : [{ at: electron.startedAt, electron, ends: false }]),
      ...(electron.startedAt === null || electron.endedAt === null
        ? []
        : [{ at: electron.endedAt, electron, ends: true }]),
    ])
    .toSorted((a, b) => a.at - b.at || a.electron.id - b.electron.id || Number(a.ends) - Number(b.ends));
}

const beforeStart = (electron: ElectronView): ElectronView =>
  electron.startedAt === null
    ? electron
    : { ...electron, state: "NEW_OBJECT", startedAt: null, endedAt: null, output: null, error: null };

const whileRunning = (electron: ElectronView): ElectronView =>
  electron.endedAt === null ? electron : { ...electron, state: "RUNNING", endedAt: null, output: null, error: null };
