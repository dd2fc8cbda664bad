// The globals that ask the person at the front end: `input` awaits the answer, `prompt` and `confirm` hold everything up for it.

import { report } from "./channel.ts";
import { currentRun } from "./current-run.ts";
import { flushPrinted } from "./printing.ts";
import type { Answers } from "./second-thread.ts";

const waiting = new Map<number, (value: string) => void>();
let asked = 0;
let answers: Answers | undefined;

/** Must run before any cell asks. */
export function listenForAnswers(from: Answers): void {
  answers = from;
  from.onAnswer(({ id, value }) => answer(id, value));
}

/**
 * @param prompt Shown to the person.
 * @param options `password`: what is typed is not shown.
 * @returns what the person typed. Rejects when the front end said that nobody can be asked.
 */
export async function input(prompt = "", { password = false }: { password?: boolean } = {}): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  waiting.set(ask("input()", prompt, password), resolve);
  return promise;
}

/**
 * As in a browser: nothing else runs until the person has answered.
 *
 * @param message Shown to the person.
 * @param otherwise What an empty answer stands for.
 * @throws when the front end said that nobody can be asked
 */
export function prompt(message = "", otherwise = ""): string {
  const hint = otherwise === "" ? "" : `[${otherwise}] `;
  return askNow("prompt()", `${message} ${hint}`) || otherwise;
}

/** As in a browser. Only an answer that begins with `y` is a yes. */
export const confirm = (message = ""): boolean => /^\s*y/i.test(askNow("confirm()", `${message} [y/N] `));

function ask(by: string, prompt: string, password: boolean): number {
  const run = currentRun();
  if (!run.allowInput) throw new Error(`${by} cannot ask: this cell was run by something that takes no input.`);
  asked += 1;
  flushPrinted();
  report({ type: "input", run: run.id, id: asked, prompt: String(prompt), password });
  return asked;
}

function askNow(by: string, message: string): string {
  const id = ask(by, message.trimStart(), false);
  for (;;) {
    const next = answers?.wait();
    if (next === undefined || next.id === id) return next?.value ?? "";
    // To a question of a cell before, which still awaits it.
    answer(next.id, next.value);
  }
}

function answer(id: number, value: string): void {
  waiting.get(id)?.(value);
  waiting.delete(id);
}
