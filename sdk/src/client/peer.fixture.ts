// A dispatcher's two sockets and nothing behind them: each test says what is answered, and publishes what it likes.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  type Ask,
  connectionPath,
  type Get,
  type LatticeDocument,
  pack,
  protocolVersion,
  RequestEnvelope,
  type RequestType,
  type StateMessage,
  stateTopic,
  unpack,
  type WireError,
} from "covalent-ts/protocol";
import { Router, XPublisher } from "zeromq";
import { SendQueue } from "./send-queue.ts";

export type Answers = {
  [T in RequestType]?: (ask: Ask<T>) => Get<T> | Promise<Get<T>> | { refuse: WireError } | "silence";
};

export interface Peer extends AsyncDisposable {
  /** Every request that arrived, in order. */
  readonly asked: { type: string; ask: unknown }[];
  /** Resolves when the next request of this type arrives. */
  next(type: RequestType): Promise<void>;
  publish(message: StateMessage): Promise<void>;
  send(topic: string, message: unknown): Promise<void>;
}

/** A data directory for one test. */
export async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "covalent-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

let peers = 0;

/** Listens in the data directory, and leaves a connection file there. `version`: the protocol version it claims to speak. */
export async function openPeer(directory: string, answers: Answers, version: number = protocolVersion): Promise<Peer> {
  const options = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 };
  const router = new Router(options);
  const events = new XPublisher({ ...options, verbosity: "allSubs" });
  const answering = new SendQueue(router);
  const publishing = new SendQueue(events);
  peers += 1;
  const connection = {
    version: 1,
    pid: process.pid,
    requests: `ipc://${directory}/requests-${peers}`,
    events: `ipc://${directory}/events-${peers}`,
    startedAt: peers,
  };
  await router.bind(connection.requests);
  await events.bind(connection.events);
  await writeFile(connectionPath(directory), JSON.stringify(connection));

  const asked: { type: string; ask: unknown }[] = [];
  const arrivals = new Map<string, PromiseWithResolvers<void>>();

  const answer = async (client: Buffer, bytes: Buffer) => {
    const { id, type, ask } = RequestEnvelope.parse(unpack(bytes));
    asked.push({ type, ask });
    arrivals.get(type)?.resolve();
    arrivals.delete(type);
    const handler = answers[type as RequestType] as ((ask: unknown) => unknown) | undefined;
    const get = await handler?.(ask);
    if (get === "silence") return;
    const refused = typeof get === "object" && get !== null && "refuse" in get;
    const body = refused ? { ok: false, error: get.refuse } : { ok: true, get };
    await answering.send([client, pack({ v: version, id, answer: body })]);
  };
  const serve = async () => {
    for await (const [client, bytes] of router) if (client && bytes) await answer(client, bytes);
  };
  const welcome = async () => {
    for await (const [frame] of events) {
      // 1: somebody subscribed to the topic that follows.
      if (frame?.[0] !== 1) continue;
      const topic = frame.subarray(1).toString();
      await publishing.send([topic, pack({ subscribed: topic })]);
    }
  };
  void serve();
  void welcome();

  return {
    asked,
    next(type) {
      const arrival = arrivals.get(type) ?? Promise.withResolvers<void>();
      arrivals.set(type, arrival);
      return arrival.promise;
    },
    publish: (message) => publishing.send([stateTopic(message.dispatch), pack(message)]),
    send: (topic, message) => publishing.send([topic, pack(message)]),
    async [Symbol.asyncDispose]() {
      router.close();
      events.close();
      // ZeroMQ closes in the background, and until then still answers.
      for (const address of [connection.requests, connection.events])
        while (await somebodyListens(address.slice("ipc://".length))) await delay(1);
    },
  };
}

function somebodyListens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** A dispatch of one electron, running. */
export const aDocument = (dispatch: string): LatticeDocument => ({
  version: 1,
  dispatch,
  lattice: "workflow",
  state: "RUNNING",
  submittedAt: 1,
  startedAt: 2,
  endedAt: null,
  origin: null,
  inputs: [],
  error: null,
  electrons: [
    {
      id: 0,
      name: "train",
      kind: "electron",
      parent: null,
      state: "RUNNING",
      attempt: 1,
      executor: "local",
      worker: "w1",
      queuedAt: 2,
      startedAt: 3,
      endedAt: null,
      arguments: [],
      output: null,
      error: null,
      place: null,
    },
  ],
  edges: [],
});
