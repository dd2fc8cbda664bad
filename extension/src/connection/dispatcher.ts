// The dispatcher as the extension has it: looked for until there is one, and found again after it was away.

import { type Client, openClient } from "covalent-ts/client";
import { CovalentError } from "covalent-ts/errors";

export type DispatcherState =
  /** Nothing is known yet. */
  | { phase: "looking" }
  | { phase: "running"; client: Client }
  /** None runs. When one is started, by whomever, it is found. */
  | { phase: "stopped" };

export interface Dispatcher extends AsyncDisposable {
  readonly state: DispatcherState;
  /** Told the state as it is now, and after each change. */
  onState(listener: (state: DispatcherState) => void): Disposable;
  /**
   * Does something as long as a dispatcher is there: begun when it is found, and again each time that it came back.
   * What it returns is disposed of when the dispatcher goes away.
   */
  whileRunning(use: (client: Client) => Promise<Disposable>): Disposable;
  /** The client, for a question that makes sense with a dispatcher only. Throws `DISPATCHER_NOT_RUNNING`. */
  client(): Client;
}

export interface DispatcherOptions {
  readonly directory: string;
  readonly onProblem: (error: unknown) => void;
  /** Waits between two looks for a dispatcher: a clock that tests can turn. */
  readonly pause: () => Promise<void>;
}

export function watchDispatcher({ directory, onProblem, pause }: DispatcherOptions): Dispatcher {
  let state: DispatcherState = { phase: "looking" };
  let client: Client | undefined;
  let closed = false;
  const listeners = new Set<(state: DispatcherState) => void>();

  const become = (next: DispatcherState): void => {
    if (closed || next.phase === state.phase) return;
    state = next;
    for (const listener of [...listeners]) listener(state);
  };
  const look = async (): Promise<void> => {
    while (!closed) {
      try {
        const found = await openClient({ directory, start: false });
        if (closed) return await found[Symbol.asyncDispose]();
        client = found;
        // From here on the client itself looks for a dispatcher that went away.
        found.onConnection((connected) =>
          become(connected ? { phase: "running", client: found } : { phase: "stopped" }),
        );
        return become({ phase: "running", client: found });
      } catch (error) {
        if (!(error instanceof CovalentError && error.code === "DISPATCHER_NOT_RUNNING")) onProblem(error);
        become({ phase: "stopped" });
      }
      await pause();
    }
  };
  void look();

  const onState: Dispatcher["onState"] = (listener) => {
    listeners.add(listener);
    listener(state);
    return { [Symbol.dispose]: () => void listeners.delete(listener) };
  };
  return {
    get state() {
      return state;
    },
    onState,
    client() {
      if (state.phase !== "running") throw new CovalentError("DISPATCHER_NOT_RUNNING", { directory });
      return state.client;
    },
    whileRunning(use) {
      let current: { disposable?: Disposable; over: boolean } | undefined;
      const end = (): void => {
        if (current === undefined) return;
        current.over = true;
        current.disposable?.[Symbol.dispose]();
        current = undefined;
      };
      const listening = onState((now) => {
        end();
        if (now.phase !== "running") return;
        const mine: { disposable?: Disposable; over: boolean } = { over: false };
        current = mine;
        use(now.client).then((disposable) => {
          // The dispatcher may have gone away while this was being set up.
          if (mine.over) disposable[Symbol.dispose]();
          else mine.disposable = disposable;
        }, onProblem);
      });
      return {
        [Symbol.dispose]: () => {
          listening[Symbol.dispose]();
          end();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      listeners.clear();
      await client?.[Symbol.asyncDispose]();
    },
  };
}
