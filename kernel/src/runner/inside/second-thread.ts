// The main thread's side of a second one, which hears what the main one is too busy for: interrupts, and answers it waits for.

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Answer } from "../urgent-commands.ts";

/** Indices of the memory that both threads share. */
export const state = {
  /** Counts up each time the main thread hears of an interrupt. */
  heard: 0,
  /** 1 from the moment an interrupt is asked for until the cell has ended. */
  asked: 1,
  /** Counts up with each answer. */
  answered: 2,
  /** 1 while there is a cell to end. */
  running: 3,
  /** The latest run that has begun. */
  begun: 4,
  /** The latest run that is to be interrupted. */
  unwanted: 5,
} as const;

export interface WorkerData {
  memory: SharedArrayBuffer;
  answers: MessagePort;
}

export interface Interrupts {
  /** A run begins; true if an interrupt of it was asked for already. */
  begin(run: number): boolean;
  /** Whether one was asked for since then. */
  asked(): boolean;
  /** It has ended: what is still asked for must not fall on its last words. */
  end(): void;
}

export interface Answers {
  onAnswer(listener: (answer: Answer) => void): void;
  /** Blocks the thread until the next answer; an interrupt ends that too. */
  wait(): Answer;
}

/**
 * Nobody has to wait until it runs: what it is told is kept until then, be the main thread busy or not.
 *
 * @param onInterrupt Called on the main thread as soon as it is free; more than once for one interrupt, perhaps.
 */
export function startSecondThread(onInterrupt: (run: number) => void): Interrupts & Answers {
  // The other thread signals the whole process group, for the sake of our children.
  if (process.platform !== "win32") process.on("SIGINT", () => {});
  const memory = new SharedArrayBuffer(24);
  const shared = new Int32Array(memory);
  const { port1: answers, port2 } = new MessageChannel();
  const script = import.meta.filename.endsWith(".ts") ? "./second-thread-worker.ts" : "./second-thread-worker.js";
  const workerData: WorkerData = { memory, answers: port2 };
  const worker = new Worker(new URL(script, import.meta.url), { workerData, transferList: [port2] });
  worker.on("message", (run: number) => {
    Atomics.add(shared, state.heard, 1);
    Atomics.notify(shared, state.heard);
    onInterrupt(run);
  });
  return {
    asked: () => Atomics.load(shared, state.asked) === 1,
    begin(run) {
      Atomics.store(shared, state.begun, run);
      // The other thread looks at these two in the other order: one of both sees an interrupt that comes just now.
      const isUnwanted = Atomics.load(shared, state.unwanted) === run;
      Atomics.store(shared, state.asked, isUnwanted ? 1 : 0);
      Atomics.store(shared, state.running, 1);
      return isUnwanted;
    },
    end: () => void Atomics.store(shared, state.running, 0),
    onAnswer: (listener) => void answers.on("message", listener),
    wait() {
      for (;;) {
        const seen = Atomics.load(shared, state.answered);
        const received = receiveMessageOnPort(answers);
        if (received !== undefined) return received.message;
        Atomics.wait(shared, state.answered, seen);
      }
    },
  };
}
