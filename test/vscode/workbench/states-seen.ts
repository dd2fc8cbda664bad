// Which states the electrons of a graph went through on the screen, as a screen reader would have been told them.

import type { Frame, Page } from "playwright-core";

/** Words of the states, longest first, so that "upstream failed" is not taken for "failed". */
const words = [
  "upstream failed",
  "dispatching",
  "completed",
  "cancelled",
  "timed out",
  "poisoned",
  "waiting",
  "running",
  "queued",
  "cached",
  "failed",
];

/** An electron by its name, and its states in the order in which they were seen, repeats left out. */
export type StatesSeen = [electron: string, states: string[]][];

/**
 * Watches every frame of a page from the moment in which it has a body, until the page is closed. Nothing is asked of
 * them: whatever changes is looked at. Webviews write their document anew, so frames are visited again and again.
 */
export function watchStates(page: Page): void {
  const visit = async (): Promise<void> => {
    await Promise.all(page.frames().map((frame) => frame.evaluate(watch, words).catch(() => undefined)));
    if (!page.isClosed()) setTimeout(() => void visit(), 100).unref();
  };
  void visit();
}

/** Runs in the frame. */
function watch(words: readonly string[]): void {
  const body: (HTMLElement & { watched?: true }) | null = document.body;
  if (body === null || body.watched) return;
  body.watched = true;
  const seen = new Map<string, string[]>();
  const look = (): void => {
    document.querySelectorAll('[role="treeitem"][aria-label]').forEach((item, index) => {
      const label = item.getAttribute("aria-label") ?? "";
      const name = label.split(",")[0] ?? "";
      const state = words.find((word) => label.toLowerCase().includes(word));
      if (state === undefined) return;
      const key = `${index} ${name}`;
      const states = seen.get(key) ?? [];
      if (states.at(-1) !== state) seen.set(key, [...states, state]);
    });
  };
  new MutationObserver(look).observe(body, { subtree: true, childList: true, attributes: true });
  look();
  Object.assign(window, { statesSeen: () => [...seen].map(([key, states]) => [key.replace(/^\d+ /, ""), states]) });
}

export const statesSeen = (frame: Frame): Promise<StatesSeen> =>
  frame.evaluate(() => (window as unknown as { statesSeen(): StatesSeen }).statesSeen());
