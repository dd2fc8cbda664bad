// The main thread's side of being interrupted.

import { Worker } from "node:worker_threads";

/** Indices of the memory that both threads share. */
export const state = {
  /** Counts up each time the main thread hears of an interrupt. */
  heard: 0,
  /** 1 from the moment an interrupt is asked for until the cell has ended. */
  asked: 1,
} as const;

export interface Interrupts {
  /** Whether one was asked for since the last `forget`. */
  asked(): boolean;
  forget(): void;
}

/** @param onInterrupt Called on the main thread as soon as it is free; more than once for one interrupt, perhaps. */
export function listenForInterrupts(onInterrupt: () => void): Promise<Interrupts> {
  const { promise, resolve, reject } = Promise.withResolvers<Interrupts>();
  // The interrupt thread signals the whole process group, for the sake of our children.
  if (process.platform !== "win32") process.on("SIGINT", () => {});
  const memory = new SharedArrayBuffer(8);
  const shared = new Int32Array(memory);
  const script = import.meta.filename.endsWith(".ts") ? "./interrupt-worker.ts" : "./interrupt-worker.js";
  const worker = new Worker(new URL(script, import.meta.url), { workerData: memory });
  worker.on("message", () => {
    Atomics.add(shared, state.heard, 1);
    Atomics.notify(shared, state.heard);
    onInterrupt();
  });
  worker.once("error", reject);
  worker.once("online", () =>
    resolve({
      asked: () => Atomics.load(shared, state.asked) === 1,
      forget: () => void Atomics.store(shared, state.asked, 0),
    }),
  );
  return promise;
}
