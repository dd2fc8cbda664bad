// The global `input`: asks the person at the front end, and waits.

import { report } from "./channel.ts";
import { currentRun } from "./current-run.ts";
import { flushPrinted } from "./printing.ts";

const waiting = new Map<number, (value: string) => void>();
let asked = 0;

/**
 * @param prompt Shown to the person.
 * @param options `password`: what is typed is not shown.
 * @returns what the person typed. Rejects when the front end said that nobody can be asked.
 */
export function input(prompt = "", { password = false }: { password?: boolean } = {}): Promise<string> {
  const run = currentRun();
  if (!run.allowInput) {
    return Promise.reject(new Error("input() cannot ask: this cell was run by something that takes no input."));
  }
  const { promise, resolve } = Promise.withResolvers<string>();
  asked += 1;
  waiting.set(asked, resolve);
  flushPrinted();
  report({ type: "input", run: run.id, id: asked, prompt: String(prompt), password });
  return promise;
}

export function answerInput(id: number, value: string): void {
  waiting.get(id)?.(value);
  waiting.delete(id);
}
