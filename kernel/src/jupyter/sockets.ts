// The kernel's five sockets: requests in, replies and publications out, and a heart that beats whatever user code does.

import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import {
  type Channel,
  type Dictionary,
  decodeMessage,
  encodeMessage,
  endpointOf,
  type Header,
  type JupyterMessage,
  jupyterProtocol,
  type KernelConnection,
  SendQueue,
} from "covalent-ts/jupyter";
import { Router, XPublisher } from "zeromq";
import { Listeners } from "./listeners.ts";

/** A message that came in, and who it came from. */
export interface Incoming {
  message: JupyterMessage;
  identities: Uint8Array[];
}

export interface KernelSockets extends AsyncDisposable {
  /** Sends on the channel that the request came on, to who sent it. */
  reply(to: Incoming, type: string, content: Dictionary): Promise<void>;
  /** Asks who sent the request, on stdin. The answer, which may come before this resolves, names `id` as its parent. */
  ask(of: Incoming, id: string, type: string, content: Dictionary): Promise<void>;
  /** Tells everybody; `parent` is the header of the request that this comes from, if any. */
  publish(parent: Header | undefined, type: string, content: Dictionary): Promise<void>;
}

export interface SocketsOptions {
  connection: KernelConnection;
  /** Subscribers that never ask for anything themselves. */
  onlookers: number;
  onMessage(incoming: Incoming): void;
  log(line: string): void;
}

/** Signatures that are not taken again. */
const remembered = 65_536;

/** Binds all five. Rejects with ZeroMQ's error when an address is taken. */
export async function openSockets({ connection, onlookers, onMessage, log }: SocketsOptions): Promise<KernelSockets> {
  // The lingering second is for the reply to a shutdown.
  const unbounded = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1_000, maxMessageSize: -1 } as const;
  // A client that comes back by the same routing id may do so before its old connection is known to be gone.
  const answering = { ...unbounded, handover: true } as const;
  const routers = {
    shell: new Router(answering),
    control: new Router(answering),
    stdin: new Router({ ...answering, mandatory: true }),
  };
  const heart = new Router(unbounded);
  const iopub = new XPublisher(unbounded);
  // Every subscription is welcomed, not only the first of its kind.
  iopub.verbosity = "allSubs";
  const all = [...Object.values(routers), heart, iopub];
  const queues = {
    shell: new SendQueue(routers.shell),
    control: new SendQueue(routers.control),
    stdin: new SendQueue(routers.stdin),
  };
  const publications = new SendQueue(iopub);
  // A new one each time a kernel starts: clients see by it that it restarted.
  const session = randomUUID();

  const compose = (
    channel: Channel,
    type: string,
    parent: Header | undefined,
    content: Dictionary,
  ): JupyterMessage => ({
    channel,
    header: {
      msg_id: randomUUID(),
      msg_type: type,
      session,
      username: "kernel",
      date: new Date().toISOString(),
      version: jupyterProtocol,
    },
    parent_header: parent ?? {},
    metadata: {},
    content,
    buffers: [],
  });

  const publishAs = (topic: string, message: JupyterMessage): Promise<void> =>
    publications.send([topic, ...encodeMessage(message, connection.key)]).catch((error: unknown) => {
      log(`${message.header.msg_type} could not be published: ${String(error)}`);
    });

  const send = (on: keyof typeof queues, to: Incoming, message: JupyterMessage): Promise<void> =>
    queues[on].send([...to.identities, ...encodeMessage(message, connection.key)]);

  const listeners = new Listeners(onlookers);
  // What a cell brings waits for who is about to listen. Nothing else does: it is by that that clients find out whether they hear.
  const onceHeard = (request: Header | undefined, send: () => Promise<void>): Promise<void> | undefined =>
    request?.msg_type === "execute_request" ? listeners.complete?.then(send) : undefined;

  // Whoever overhears a signed message could send it again.
  const seen = new Set<string>();
  const isReplay = (signature: string): boolean => {
    if (connection.key === "") return false;
    if (seen.has(signature)) return true;
    seen.add(signature);
    const [oldest] = seen;
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
    return false;
  };

  const receive = async (channel: "shell" | "control" | "stdin"): Promise<void> => {
    for await (const frames of routers[channel]) {
      const received = decodeMessage(frames, connection.key, channel);
      if (!received.ok) log(`A message on ${channel} was refused: ${received.why} (${received.detail}).`);
      else if (isReplay(received.signature)) log(`A message on ${channel} was refused: it came twice.`);
      else {
        listeners.met(Buffer.concat(received.identities).toString("latin1"));
        onMessage(received);
      }
    }
  };

  const welcome = async (): Promise<void> => {
    for await (const [subscription] of iopub) {
      if (subscription?.[0] !== 1) continue;
      listeners.subscribed();
      const topic = subscription.subarray(1).toString();
      await publishAs(topic, compose("iopub", "iopub_welcome", undefined, { subscription: topic }));
    }
  };

  const beat = async (): Promise<void> => {
    for await (const frames of heart) await heart.send(frames);
  };

  try {
    await Promise.all([
      ...(["shell", "control", "stdin"] as const).map((name) => routers[name].bind(endpointOf(connection, name))),
      heart.bind(endpointOf(connection, "hb")),
      iopub.bind(endpointOf(connection, "iopub")),
    ]);
  } catch (error) {
    for (const socket of all) socket.close();
    throw error;
  }
  // Each ends when its socket is closed.
  const loops = [receive("shell"), receive("control"), receive("stdin"), welcome(), beat()];

  return {
    reply(to, type, content) {
      const on = to.message.channel === "control" ? "control" : "shell";
      const { header } = to.message;
      const sent = () => send(on, to, compose(on, type, header, content));
      return onceHeard(header, sent) ?? sent();
    },
    ask(of, id, type, content) {
      const message = compose("stdin", type, of.message.header, content);
      return onceConnected(() => send("stdin", of, { ...message, header: { ...message.header, msg_id: id } }));
    },
    publish(parent, type, content) {
      const published = () => publishAs(`kernel.${session}.${type}`, compose("iopub", type, parent, content));
      // The cell runs meanwhile.
      return onceHeard(parent, published) === undefined ? published() : Promise.resolve();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...Object.values(queues), publications].map((queue) => queue.drained()));
      for (const socket of all) if (!socket.closed) socket.close();
      await Promise.allSettled(loops);
    },
  };
}

/** Milliseconds between two tries, and how many there are. */
const retry = { every: 50, times: 100 };

/** A client's sockets connect one by one: it may ask for a cell before it can be asked for input. */
async function onceConnected(send: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      const isUnknown = error instanceof Error && "code" in error && error.code === "EHOSTUNREACH";
      if (!isUnknown || tries === retry.times) throw error;
      await wait(retry.every);
    }
  }
}
