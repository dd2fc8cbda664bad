// Which states the electrons of a graph went through on the screen, as a screen reader would have been told them.

import type { Frame } from "playwright-core";

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

/** Watches a page from now on. Nothing is asked of the page: whatever changes in it is looked at. */
export async function watchStates(frame: Frame): Promise<{ seen(): Promise<StatesSeen> }> {
  await frame.evaluate((words) => {
    const seen = new Map<string, string[]>();
    const look = (): void => {
      const all = document.querySelectorAll('[role="treeitem"][aria-label]');
      all.forEach((item, index) => {
        const label = item.getAttribute("aria-label") ?? "";
        const name = label.split(",")[0] ?? "";
        const state = words.find((word) => label.toLowerCase().includes(word));
        if (state === undefined) return;
        const key = `${index} ${name}`;
        const states = seen.get(key) ?? [];
        if (states.at(-1) !== state) seen.set(key, [...states, state]);
      });
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    look();
    Object.assign(window, { statesSeen: () => [...seen].map(([key, states]) => [key.replace(/^\d+ /, ""), states]) });
  }, words);
  return {
    seen: () => frame.evaluate(() => (window as unknown as { statesSeen(): StatesSeen }).statesSeen()),
  };
}
