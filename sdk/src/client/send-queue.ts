// Sends on one ZeroMQ socket one message at a time, in the order they were given.

import type { MessageLike, Writable } from "zeromq";

/**
 * zeromq.js refuses a send while another waits (EBUSY), and loses what was not awaited; this awaits each before the next.
 * The socket must have `sendHighWaterMark: 0`. Nothing else may send on it.
 */
export class SendQueue {
  readonly #socket: Writable;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(socket: Writable) {
    this.#socket = socket;
  }

  /** Messages given and not yet handed to ZeroMQ. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Resolves once ZeroMQ has the message; rejects when it does not take it, which does not hold up the ones behind. */
  send(message: MessageLike | MessageLike[]): Promise<void> {
    this.#waiting += 1;
    const sent = this.#last
      .then(() => this.#socket.send(message))
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#last = sent.catch(() => {
      // It is for the sender of that message to know.
    });
    return sent;
  }

  /** Resolves once all that was given before is with ZeroMQ, or was refused. */
  drained(): Promise<void> {
    return this.#last;
  }
}
