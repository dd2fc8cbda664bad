// Whether who asks for a cell can hear what comes of it: a client's sockets connect one by one, in any order.

/** Milliseconds after a client's first message. ZeroMQ's second try to connect comes 100 to 200 after the first. */
const connected = 250;
/** The same where nobody at all listens, as on a machine that is short of time. */
const connectedAtLast = 2_000;
/** Clients that are known again. */
const remembered = 10_000;

export class Listeners {
  readonly #onlookers: number;
  readonly #known = new Set<string>();
  #clients = 0;
  #subscriptions = 0;
  #waiting: (PromiseWithResolvers<void> & { timer?: NodeJS.Timeout }) | undefined;

  /** @param onlookers Subscribers that ask for nothing themselves: Jupyter's server is one, beside its front ends. */
  constructor(onlookers: number) {
    this.#onlookers = onlookers;
  }

  /** Resolves when every client that was met listens, or has had its time to; undefined when that is so already. */
  get complete(): Promise<void> | undefined {
    return this.#waiting?.promise;
  }

  /** @param client The routing id of somebody who sent something. */
  met(client: string): void {
    if (this.#known.has(client)) return;
    this.#known.add(client);
    this.#clients += 1;
    const [oldest] = this.#known;
    if (this.#known.size > remembered && oldest !== undefined) this.#known.delete(oldest);
    if (this.#clients + this.#onlookers <= this.#subscriptions) return;
    this.#waiting ??= Promise.withResolvers();
    this.#patience(connected);
  }

  subscribed(): void {
    this.#subscriptions += 1;
    if (this.#clients + this.#onlookers <= this.#subscriptions) this.#end();
  }

  #patience(period: number): void {
    if (this.#waiting === undefined) return;
    clearTimeout(this.#waiting.timer);
    this.#waiting.timer = setTimeout(() => {
      if (this.#subscriptions > 0 || period === connectedAtLast) this.#end();
      else this.#patience(connectedAtLast);
    }, period).unref();
  }

  #end(): void {
    clearTimeout(this.#waiting?.timer);
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }
}
