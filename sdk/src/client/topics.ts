// Who listens to which topic of the dispatcher's events, and which of them the dispatcher is known to serve.

import { outputTopic, SubscribedMessage, stateTopic } from "covalent-ts/protocol";
import type { Link } from "./link.ts";

export interface TopicListener {
  onMessage(message: unknown): void;
  /** Subscribed again after a time without a dispatcher, in which messages may have been missed. */
  onRestored(): void;
  /** No dispatcher has come back for so long that waiting on may be in vain. */
  onGivenUp(error: Error): void;
}

interface Topic {
  listeners: Set<TopicListener>;
  /** Resolves when the dispatcher has said that it serves the topic. */
  served: PromiseWithResolvers<void>;
  /** Whether it was served on an earlier link, so that its listeners may have missed something. */
  interrupted: boolean;
}

/** Topics that are prefixes of others; their listeners hear all that begins so. */
const everyDispatch = [stateTopic(), outputTopic()];

export class Topics {
  readonly #topics = new Map<string, Topic>();

  /** Adds a listener; resolves once the dispatcher serves its topic, so that nothing after that is missed. */
  async add(topic: string, listener: TopicListener, link: Link): Promise<void> {
    let entry = this.#topics.get(topic);
    if (entry === undefined) {
      entry = { listeners: new Set(), served: Promise.withResolvers(), interrupted: false };
      this.#topics.set(topic, entry);
      link.subscribe(topic);
    }
    entry.listeners.add(listener);
    await entry.served.promise;
  }

  remove(topic: string, listener: TopicListener, link: Link | undefined): void {
    const entry = this.#topics.get(topic);
    if (!entry?.listeners.delete(listener) || entry.listeners.size > 0) return;
    this.#topics.delete(topic);
    link?.unsubscribe(topic);
  }

  /** Subscribes everything again on a new link. */
  restore(link: Link): void {
    for (const [topic, entry] of this.#topics) {
      entry.interrupted = true;
      link.subscribe(topic);
    }
  }

  giveUp(error: Error): void {
    for (const { listeners } of this.#topics.values()) for (const listener of [...listeners]) listener.onGivenUp(error);
  }

  /** Hands on what was published on `topic`. */
  publish(topic: string, message: unknown): void {
    const subscribed = SubscribedMessage.safeParse(message);
    if (subscribed.success) {
      this.#serve(subscribed.data.subscribed);
      return;
    }
    const prefixes = everyDispatch.filter((prefix) => topic !== prefix && topic.startsWith(prefix));
    for (const heard of [topic, ...prefixes])
      for (const listener of [...(this.#topics.get(heard)?.listeners ?? [])]) deliver(listener, message);
  }

  #serve(topic: string): void {
    const entry = this.#topics.get(topic);
    if (entry === undefined) return;
    entry.served.resolve();
    if (!entry.interrupted) return;
    entry.interrupted = false;
    for (const listener of [...entry.listeners]) listener.onRestored();
  }
}

/** What a listener throws is an uncaught exception, as in any callback; the other listeners and messages come first. */
function deliver(listener: TopicListener, message: unknown): void {
  try {
    listener.onMessage(message);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
