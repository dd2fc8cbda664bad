// A dispatcher on a data directory of its own, with a real store, a clock turned by hand, and counted ids.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import {
  type DispatchEvent,
  isSettled,
  type LatticeDocument,
  type StateMessage,
  type TracedLattice,
} from "covalent-ts/protocol";
import { pino } from "pino";
import { type Dispatcher, openDispatcher } from "./dispatcher.ts";
import { type TestExecutor, testExecutor } from "./shell/executor.fixture.ts";
import { type Database, openDatabase } from "./store/database.ts";
import { type Store, storeOn } from "./store/store.ts";

export const silent = pino({ level: "silent" });

export async function temporaryDirectory(test: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "covalent-engine-"));
  test.after(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

export interface TestDispatcher {
  readonly dispatcher: Dispatcher;
  readonly store: Store;
  readonly database: Database;
  readonly executor: TestExecutor;
  readonly directory: string;
  /** All that was announced. */
  readonly messages: StateMessage[];
  submit(lattice: TracedLattice, requestKey?: string): Promise<string>;
  /** The document, once the dispatch has ended. */
  ended(id: string): Promise<LatticeDocument>;
  /** Resolves with the first state message in which an event is as wanted. */
  announced(isWanted: (event: DispatchEvent) => boolean): Promise<StateMessage>;
}

let keys = 0;

/** Opens a dispatcher; it is closed after the test, or left as `kill -9` would leave it if `abandoned`. */
export async function aDispatcher(
  test: TestContext,
  {
    directory,
    executor = testExecutor(),
    abandoned = false,
  }: { directory?: string; executor?: TestExecutor; abandoned?: boolean } = {},
): Promise<TestDispatcher> {
  const home = directory ?? (await temporaryDirectory(test));
  const database = openDatabase(join(home, "store.sqlite"), home);
  const store = storeOn(database, home);
  const ids = store.list({ limit: 1 }).total;
  let id = ids;
  let at = 1_000;
  const dispatcher = await openDispatcher({
    directory: home,
    store,
    executors: [executor.open],
    clock: () => at++,
    newId: () => `dispatch-${++id}`,
    log: silent,
  });
  test.after(async () => {
    if (!abandoned) await dispatcher[Symbol.asyncDispose]();
    store[Symbol.dispose]();
  });
  const messages: StateMessage[] = [];
  const watchers = new Set<() => void>();
  dispatcher.onCommitted(({ states }) => {
    messages.push(...states);
    for (const watch of watchers) watch();
  });
  const until = <T>(find: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      look();
    });
  return {
    dispatcher,
    store,
    database,
    executor,
    directory: home,
    messages,
    async submit(lattice, requestKey = `key-${++keys}`) {
      return (await dispatcher.submit({ lattice, requestKey, origin: null, directory: "/work" })).dispatch;
    },
    ended: (name) =>
      until(() => {
        const key = store.find(name);
        const document = key === undefined ? undefined : store.document(key)?.document;
        return document !== undefined && isSettled(document.state) ? document : undefined;
      }),
    announced: (isWanted) => until(() => messages.find(({ events }) => events.some(isWanted))),
  };
}

/** The state of each electron, by name. */
export const statesOf = (document: LatticeDocument): Record<string, string> =>
  Object.fromEntries(document.electrons.map(({ name, state }) => [name, state]));
