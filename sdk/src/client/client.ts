// A client of the dispatcher: asks, listens, and finds its way back when the dispatcher is restarted.

import { setTimeout as delay } from "node:timers/promises";
import {
  AnswerEnvelope,
  type Ask,
  type DispatchEvent,
  dataDirectory,
  type Get,
  type LatticeDocument,
  OutputMessage,
  outputTopic,
  pack,
  protocolVersion,
  type RequestType,
  requests,
  StateMessage,
  stateTopic,
} from "covalent-ts/protocol";
import type * as z from "zod";
import { CovalentError } from "../errors.ts";
import { sightDispatcher } from "./connection.ts";
import { followDocument } from "./follow.ts";
import { type Link, openLink } from "./link.ts";
import { readRemote, remoteFile } from "./remote.ts";
import { startDispatcher } from "./start.ts";
import { type TopicListener, Topics } from "./topics.ts";
import { errorFromWire } from "./wire-error.ts";

export interface ClientOptions {
  /** The data directory. @defaultValue `dataDirectory()` */
  directory?: string;
  /** A copy of the connection file of a dispatcher to reach over the network instead. @defaultValue `COVALENT_CONNECTION` */
  connectionFile?: string | undefined;
  /** Start the dispatcher if it does not run, and again if it dies by accident. @defaultValue true */
  start?: boolean;
  /** How long requests under way outlive the dispatcher, in milliseconds, before they fail. @defaultValue 15_000 */
  patience?: number;
}

/**
 * Speaks with the dispatcher of one data directory. While nothing is asked and nobody listens it holds no connection, and
 * does not keep the process alive.
 */
export interface Client extends AsyncDisposable {
  /** The dispatcher's data directory, which may be on another machine. */
  readonly directory: string;
  /** Whether it speaks over the network, and cannot count on being able to enter that directory. */
  readonly isRemote: boolean;
  /**
   * Asks, and resolves to the answer. Asking goes on when the dispatcher is restarted meanwhile.
   *
   * @throws what the dispatcher answered, rebuilt; DISPATCHER_LOST; DISPATCHER_NOT_RUNNING; DISPATCHER_CANNOT_START.
   */
  ask<T extends RequestType>(type: T, ask: Ask<T>): Promise<Get<T>>;
  /**
   * Keeps a listener up with one dispatch: first its document as it is now, then again after all that happens, with the
   * events since the last call. After missed messages the document is whole, and the list of events empty.
   *
   * @throws UNKNOWN_DISPATCH
   */
  follow(
    dispatch: string,
    onDocument: (document: LatticeDocument, events: DispatchEvent[]) => void,
  ): Promise<Disposable>;
  /** Every dispatch's state messages, from now on. */
  followAll(onMessage: (message: StateMessage) => void): Promise<Disposable>;
  /** What the electrons of a dispatch print, from now on. */
  followOutput(dispatch: string, onOutput: (message: OutputMessage) => void): Promise<Disposable>;
  /** Told when the dispatcher goes away, and when it is there again. */
  onConnection(listener: (connected: boolean) => void): Disposable;
  /** Listens to one topic; resolves once the dispatcher serves it. The listeners above are made of this. */
  listen(topic: string, listener: TopicListener): Promise<Disposable>;
}

/**
 * Opens a client.
 *
 * @throws DISPATCHER_NOT_RUNNING if `start` is false, DISPATCHER_CANNOT_START; DISPATCHER_NOT_REACHED or
 * CONNECTION_FILE_UNUSABLE over the network
 */
export async function openClient(options: ClientOptions = {}): Promise<Client> {
  const { start = true, patience = 15_000, connectionFile = remoteFile() } = options;
  const remote = connectionFile === undefined ? undefined : await readRemote(connectionFile);
  const directory = remote?.dataDirectory ?? options.directory ?? dataDirectory();
  const client = new DispatcherClient(directory, start && remote === undefined, patience, connectionFile);
  await client.reach();
  return client;
}

/** Of so many dispatches it is known which message came last: more are hardly announced at a time. */
const mostRemembered = 10_000;

interface Pending {
  type: RequestType;
  message: Uint8Array;
  resolve(get: unknown): void;
  reject(error: Error): void;
}

class DispatcherClient implements Client {
  readonly directory: string;
  readonly isRemote: boolean;
  readonly #connectionFile: string | undefined;
  readonly #start: boolean;
  readonly #patience: number;
  readonly #pending = new Map<number, Pending>();
  readonly #topics = new Topics();
  readonly #connectionListeners = new Set<(connected: boolean) => void>();
  #link: Link | undefined;
  #connecting: Promise<Link> | undefined;
  #lastId = 0;
  /** Requests under way and listeners: as long as there are any, the connection is kept. */
  #uses = 0;
  #closed = false;

  constructor(directory: string, start: boolean, patience: number, connectionFile: string | undefined) {
    this.directory = directory;
    this.isRemote = connectionFile !== undefined;
    this.#connectionFile = connectionFile;
    this.#start = start;
    this.#patience = patience;
  }

  async reach(): Promise<void> {
    using _use = this.#use();
    await this.#linked();
  }

  async ask<T extends RequestType>(type: T, ask: Ask<T>): Promise<Get<T>> {
    using _use = this.#use();
    const link = await this.#linked();
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const message = pack({ v: protocolVersion, id, type, ask });
    this.#pending.set(id, { type, message, resolve, reject });
    link.send(message);
    // The row of `requests` that was asked for parsed it.
    return (await promise) as Get<T>;
  }

  follow(dispatch: string, onDocument: (document: LatticeDocument, events: DispatchEvent[]) => void) {
    return followDocument(this, dispatch, onDocument);
  }

  followAll(onMessage: (message: StateMessage) => void): Promise<Disposable> {
    return this.listen(stateTopic(), only(StateMessage, once(onMessage)));
  }

  followOutput(dispatch: string, onOutput: (message: OutputMessage) => void): Promise<Disposable> {
    return this.listen(outputTopic(dispatch), only(OutputMessage, onOutput));
  }

  async listen(topic: string, listener: TopicListener): Promise<Disposable> {
    const use = this.#use();
    const stop = {
      [Symbol.dispose]: () => {
        this.#topics.remove(topic, listener, this.#link);
        use[Symbol.dispose]();
      },
    };
    try {
      await this.#topics.add(topic, listener, await this.#linked());
    } catch (error) {
      stop[Symbol.dispose]();
      throw error;
    }
    return stop;
  }

  onConnection(listener: (connected: boolean) => void): Disposable {
    const use = this.#use();
    this.#connectionListeners.add(listener);
    // Whoever cannot be reached now is looked for until they are.
    this.#linked().catch(() => this.#seek());
    return {
      [Symbol.dispose]: () => {
        this.#connectionListeners.delete(listener);
        use[Symbol.dispose]();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#link?.close();
    this.#link = undefined;
    this.#rejectPending(this.#lost());
  }

  #lost(): CovalentError {
    return new CovalentError("DISPATCHER_LOST", { directory: this.directory });
  }

  #use(): Disposable {
    this.#uses += 1;
    let used = true;
    return {
      [Symbol.dispose]: () => {
        if (!used) return;
        used = false;
        this.#uses -= 1;
        // Not at once: who asks twice in a row would connect twice.
        setImmediate(() => this.#rest());
      },
    };
  }

  /** An open socket that waits for messages would keep the process alive. */
  #rest(): void {
    if (this.#uses > 0) return;
    this.#link?.close();
    this.#link = undefined;
  }

  async #linked(): Promise<Link> {
    // Somebody who may not start a dispatcher may be looking for one already, in vain.
    await this.#connecting?.catch(() => undefined);
    if (this.#closed) throw this.#lost();
    return this.#link ?? (await this.#reachOut(this.#start));
  }

  /** Connects once, however many ask for it meanwhile. */
  #reachOut(start: boolean): Promise<Link> {
    this.#connecting ??= this.#connect(start).finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connect(start: boolean): Promise<Link> {
    const link = await (this.#connectionFile === undefined
      ? this.#linkHere(start)
      : this.#linkFar(this.#connectionFile));
    if (this.#closed) {
      link.close();
      throw this.#lost();
    }
    this.#adopt(link);
    return link;
  }

  async #linkHere(start: boolean): Promise<Link> {
    const sighting = await sightDispatcher(this.directory);
    const found = sighting.phase === "running" ? sighting.connection : undefined;
    let link = found && (await openLink(found, this.#listener));
    if (link === undefined && start)
      link = await openLink(await startDispatcher(this.directory, found), this.#listener);
    if (link === undefined) throw new CovalentError("DISPATCHER_NOT_RUNNING", { directory: this.directory });
    return link;
  }

  async #linkFar(path: string): Promise<Link> {
    const remote = await readRemote(path);
    const link = await openLink(remote, this.#listener);
    if (link === undefined) throw new CovalentError("DISPATCHER_NOT_REACHED", { address: remote.requests, path });
    return link;
  }

  /** What was asked and listened to goes on, on the new link. Every request may be repeated: see `requests`. */
  #adopt(link: Link): void {
    this.#link = link;
    this.#topics.restore(link);
    for (const { message } of this.#pending.values()) link.send(message);
    for (const listener of this.#connectionListeners) listener(true);
  }

  readonly #listener = {
    onAnswer: (message: unknown) => this.#answer(message),
    onPublished: (topic: string, message: unknown) => this.#topics.publish(topic, message),
    onLost: () => {
      this.#link = undefined;
      for (const listener of this.#connectionListeners) listener(false);
      this.#settleStops();
      if (this.#uses > 0) void this.#seek();
    },
  };

  /** A dispatcher that was asked to stop and is gone has stopped, answer or not. */
  #settleStops(): void {
    for (const [id, { type, resolve }] of this.#pending) {
      if (type !== "stop") continue;
      this.#pending.delete(id);
      resolve({});
    }
  }

  /**
   * Looks for a dispatcher until there is one, or nobody needs it any more. One that died by accident is started again;
   * one that was stopped is not, for somebody wanted it so.
   */
  async #seek(): Promise<void> {
    const since = performance.now();
    let told = false;
    for (let wait = 50; this.#uses > 0 && !this.#closed && !this.#link; wait = Math.min(wait * 2, 1_000)) {
      try {
        const { phase } = await sightDispatcher(this.directory);
        await this.#reachOut(this.#start && phase === "crashed");
        return;
      } catch (error) {
        if (!told && performance.now() - since > this.#patience) {
          told = true;
          const lost = new CovalentError("DISPATCHER_LOST", { directory: this.directory }, { cause: error });
          this.#rejectPending(lost);
          this.#topics.giveUp(lost);
        }
      }
      await delay(wait);
    }
  }

  #rejectPending(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  #answer(message: unknown): void {
    const envelope = AnswerEnvelope.safeParse(message);
    if (!envelope.success) {
      this.#rejectPending(misfit(message, envelope.error.message));
      return;
    }
    const { id, answer } = envelope.data;
    const pending = this.#pending.get(id);
    // Asked before a restart and answered twice: the first answer counted.
    if (pending === undefined) return;
    this.#pending.delete(id);
    if (!answer.ok) {
      pending.reject(errorFromWire(answer.error));
      return;
    }
    const get = requests[pending.type].get.safeParse(answer.get);
    if (get.success) pending.resolve(get.data);
    else pending.reject(new CovalentError("BAD_MESSAGE", { message: pending.type, field: get.error.message }));
  }
}

/** Why an answer cannot be understood: another version of the protocol, or no answer at all. */
function misfit(message: unknown, field: string): CovalentError {
  const v = typeof message === "object" && message !== null && "v" in message ? message.v : undefined;
  return typeof v === "number" && v !== protocolVersion
    ? new CovalentError("VERSION_MISMATCH", { ours: v, theirs: String(protocolVersion) })
    : new CovalentError("BAD_MESSAGE", { message: "answer", field });
}

/** The latest message of a dispatch may come again, for those who missed it. */
function once(onMessage: (message: StateMessage) => void): (message: StateMessage) => void {
  const latest = new Map<string, number>();
  return (message) => {
    const { dispatch, seq } = message;
    if (seq <= (latest.get(dispatch) ?? 0)) return;
    latest.delete(dispatch);
    latest.set(dispatch, seq);
    const [oldest] = latest.keys();
    if (latest.size > mostRemembered && oldest !== undefined) latest.delete(oldest);
    onMessage(message);
  };
}

/** A listener to messages of one kind, to whom a gap or a lost dispatcher means nothing. */
const only = <T>(kind: z.ZodType<T>, onMessage: (message: T) => void): TopicListener => ({
  onMessage(message) {
    const parsed = kind.safeParse(message);
    if (parsed.success) onMessage(parsed.data);
  },
  onRestored: () => undefined,
  onGivenUp: () => undefined,
});
