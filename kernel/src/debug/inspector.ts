// Asks V8's inspector in the process of the cells, and hears what it tells.

import type { z } from "zod";
import type { Inspected } from "../runner/reports.ts";
import type { Inspect } from "../runner/urgent-commands.ts";
import { answers, type Method } from "./cdp.ts";

export type Answer<M extends Method> = z.infer<(typeof answers)[M]>;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class Inspector {
  readonly #send: (request: Omit<Inspect, "type">) => void;
  readonly #onEvent: (method: string, params: unknown) => void;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(send: (request: Omit<Inspect, "type">) => void, onEvent: (method: string, params: unknown) => void) {
    this.#send = send;
    this.#onEvent = onEvent;
  }

  /** Rejects with the inspector's own words when it refuses, and when the process ends. */
  async ask<M extends Method>(method: M, parameters: Record<string, unknown> = {}): Promise<Answer<M>> {
    this.#last += 1;
    const id = this.#last;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    this.#send({ id, method, parameters });
    return answerOf(method, await promise);
  }

  hear(it: Inspected): void {
    if ("method" in it) {
      this.#onEvent(it.method, it.params);
      return;
    }
    const waiting = this.#waiting.get(it.id);
    this.#waiting.delete(it.id);
    if (it.error === undefined) waiting?.resolve(it.result);
    else waiting?.reject(new Error(it.error));
  }

  /** Nothing that was asked will be answered any more. */
  ended(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error("The process that cells run in has ended."));
    this.#waiting.clear();
  }
}

/** The table has a schema of that very type in each row, which TypeScript cannot follow through an index. */
const answerOf = <M extends Method>(method: M, result: unknown): Answer<M> =>
  answers[method].parse(result) as Answer<M>;
