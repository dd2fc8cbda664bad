// One ROUTER socket for all workers of an executor: messages go out by a worker's identity, and come in to whoever speaks with it.

import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SendQueue } from "covalent-ts/client";
import { FromWorker, pack, socketDirectory, type ToWorker, unpack } from "covalent-ts/protocol";
import type { Logger } from "pino";
import { Router } from "zeromq";
import { watchHandshakes } from "../front/handshakes.ts";
import type { Refusals } from "../refusals.ts";
import { type Batch, readBatch } from "./brief-ends.ts";

/** Hears what one worker says. */
export interface Listener {
  said(message: FromWorker): void;
  /** The ends of brief electrons, each as a message of its own. */
  ended(batch: Batch): void;
  /** It sent what is no message of ours; `problem` names the message and its field. */
  garbled(problem: string): void;
}

export interface Switchboard extends AsyncDisposable {
  /** The socket folder. */
  readonly folder: string;
  /** What workers connect to. */
  readonly endpoint: string;
  /** Messages in order; those of one turn are sent as one. What a worker cannot take because it has ended is dropped: its exit tells more. */
  send(identity: string, messages: readonly ToWorker[]): void;
  listen(identity: string, listener: Listener): Disposable;
  /** Lets workers connect: what those say who have a listener by then is not missed. */
  bind(): Promise<void>;
}

/** Makes the socket in the data directory's socket folder, which only its owner can enter. */
export async function openSwitchboard(directory: string, log: Logger, refusals?: Refusals): Promise<Switchboard> {
  const folder = socketDirectory(directory);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // One that was there before may be open to others.
  await chmod(folder, 0o700);
  const endpoint = `ipc://${join(folder, "workers")}`;
  const router = new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 });
  if (refusals !== undefined) void watchHandshakes(router, refusals);
  const queue = new SendQueue(router);
  const listeners = new Map<string, Listener>();

  const outbox = new Map<string, ToWorker[]>();
  const post = (): void => {
    for (const [identity, messages] of outbox) {
      // One frame for all: each costs ZeroMQ more than what is in it.
      queue.send([identity, pack(messages)]).catch((error: unknown) => {
        log.debug({ identity, error }, "message not sent");
      });
    }
    outbox.clear();
  };

  const hear = (identity: string, frames: readonly Buffer[]): void => {
    const listener = listeners.get(identity);
    if (listener === undefined) {
      refusals?.count("workers", { identity, why: "no worker of ours is named so" });
      return;
    }
    for (const frame of frames) {
      const batch = readBatch(frame);
      if (batch !== undefined) {
        listener.ended(batch);
        continue;
      }
      const message = readMessage(frame);
      if (typeof message === "string") {
        refusals?.count("workers", { identity, why: message });
        listener.garbled(message);
      } else listener.said(message);
    }
  };
  const hearing = (async () => {
    for await (const [identity, ...frames] of router) hear(String(identity), frames);
  })();

  return {
    folder,
    endpoint,
    bind: () => router.bind(endpoint),
    send(identity, messages) {
      const waiting = outbox.get(identity);
      if (waiting !== undefined) {
        waiting.push(...messages);
        return;
      }
      if (outbox.size === 0) queueMicrotask(post);
      outbox.set(identity, [...messages]);
    },
    listen(identity, listener) {
      listeners.set(identity, listener);
      return { [Symbol.dispose]: () => void listeners.delete(identity) };
    },
    async [Symbol.asyncDispose]() {
      if (!router.closed) router.close();
      await hearing;
    },
  };
}

/** Or what is wrong with it. */
export function readMessage(frame: Uint8Array): FromWorker | string {
  let stranger: unknown;
  try {
    stranger = unpack(frame);
  } catch (error) {
    return `not MessagePack (${String(error)})`;
  }
  const parsed = FromWorker.safeParse(stranger);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `${issue?.path.join(".") || "message"}: ${issue?.message ?? "unreadable"}`;
}
