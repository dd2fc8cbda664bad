// What the dispatcher answers to each request.

import { CovalentError } from "covalent-ts/errors";
import { type Ask, type Get, isSettled, type RequestType } from "covalent-ts/protocol";
import type { Dispatcher } from "../dispatcher.ts";
import { tellStory } from "../engine/story.ts";
import type { Refused } from "../refusals.ts";
import type { Store } from "../store/store.ts";
import { endUpload } from "../store/upload-lease.ts";
import { giveBlob, takeBlob } from "./blobs.ts";
import { purge } from "./purge.ts";
import { readLattice } from "./read-lattice.ts";

/** A request under way. */
export interface UnderWay {
  /** From here on it only waits, and takes no room from others. */
  waits(): void;
}

export type Handlers = { [T in RequestType]: (ask: Ask<T>, request: UnderWay) => Get<T> | Promise<Get<T>> };

export interface HandlersOptions {
  dispatcher: Dispatcher;
  store: Store;
  /** What came in that was not as agreed, so far. */
  refused: Readonly<Refused>;
  /** What `status` says of this process. */
  about: { version: string; pid: number; startedAt: number; dataDirectory: string };
  /** Somebody asked the dispatcher to end. */
  stop(): void;
}

export function handlersOf({ dispatcher, store, refused, about, stop }: HandlersOptions): Handlers {
  const unknownDispatch = (dispatch: string): never => {
    throw new CovalentError("UNKNOWN_DISPATCH", { dispatch, purgedAt: store.purgedAt(dispatch) });
  };
  const find = (id: string): number => store.find(id) ?? unknownDispatch(id);
  return {
    async submit({ lattice, ...ask }) {
      const submitted = await dispatcher.submit({ ...ask, lattice: readLattice("submit", lattice) });
      endUpload(about.dataDirectory, ask.requestKey);
      return submitted;
    },
    async result({ dispatch, wait = false }, request) {
      const key = find(dispatch);
      if (wait && !isSettled(store.state(key) ?? unknownDispatch(dispatch))) {
        request.waits();
        await dispatcher.untilEnded(dispatch);
      }
      return store.result(key) ?? unknownDispatch(dispatch);
    },
    snapshot: ({ dispatch }) => store.document(find(dispatch)) ?? unknownDispatch(dispatch),
    electron: ({ dispatch, electron }) =>
      store.electron(find(dispatch), electron) ?? unknownElectron(dispatch, electron),
    value({ dispatch, electron }) {
      const value = store.value(find(dispatch), electron);
      return value === undefined ? unknownElectron(dispatch, electron) : { value };
    },
    story({ dispatch, electron }) {
      const key = find(dispatch);
      if (electron !== undefined && store.value(key, electron) === undefined) unknownElectron(dispatch, electron);
      return { lines: tellStory(store.story(key), store.relations(key), electron) };
    },
    list: (ask) => store.list(ask),
    async cancel({ dispatch, electrons }) {
      const key = find(dispatch);
      const unknown = electrons?.find((electron) => store.value(key, electron) === undefined);
      if (unknown !== undefined) unknownElectron(dispatch, unknown);
      return { cancelled: await dispatcher.cancel(key, electrons ?? null) };
    },
    pause: async ({ dispatch, paused }) => ({ changed: await dispatcher.pause(find(dispatch), paused) }),
    status() {
      const { running, total, completed, failed } = store.counts();
      return {
        ...about,
        workers: dispatcher.workers(),
        dispatches: { running, total },
        electrons: { ...dispatcher.electrons(), completed, failed },
        rates: dispatcher.rates(),
        executors: dispatcher.queues(),
        memory: { rss: process.memoryUsage.rss(), heap: process.memoryUsage().heapUsed },
        store: store.size(),
        notices: store.notices(),
        refused: { ...refused },
      };
    },
    "keep-blob": (ask) => takeBlob(about.dataDirectory, ask),
    blob: (ask) => giveBlob(about.dataDirectory, ask),
    purge: (ask) => purge(store, ask),
    stop() {
      stop();
      return {};
    },
  };
}

function unknownElectron(dispatch: string, electron: number): never {
  throw new CovalentError("UNKNOWN_ELECTRON", { dispatch, electron });
}
