import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { describe, it, type TestContext } from "node:test";
import {
  type Ask,
  OutputMessage,
  outputTopic,
  Pieces,
  pack,
  protocolVersion,
  type RequestType,
  requests,
  StateMessage,
  stateTopic,
  toColumns,
  unpack,
} from "covalent-ts/protocol";
import { Dealer, Request, Subscriber } from "zeromq";
import * as z from "zod";
import { aDispatcher, silent, type TestDispatcher } from "../dispatcher.fixture.ts";
import { openRefusals } from "../refusals.ts";
import { printed, testExecutor } from "../shell/executor.fixture.ts";
import { aLattice } from "../shell/lattice.fixture.ts";
import { type Front, frontIn, openFront } from "./front.ts";
import { handlersOf } from "./handlers.ts";
import { claimSocketDirectory } from "./socket-directory.ts";

const unbounded = { receiveHighWaterMark: 0, linger: 0 };

interface Client {
  /** What is answered to these bytes. */
  exchange(bytes: Uint8Array): Promise<unknown>;
  send(bytes: Uint8Array): Promise<void>;
  ask<T extends RequestType>(type: T, ask: Ask<T>): Promise<unknown>;
}

async function aFront(test: TestContext, options: { stop?: () => void; executor?: TestDispatcher["executor"] } = {}) {
  const running = await aDispatcher(test, options.executor === undefined ? {} : { executor: options.executor });
  const { dispatcher, store, directory } = running;
  const folder = await claimSocketDirectory(directory);
  const about = { version: "1.2.3", pid: 42, startedAt: 7, dataDirectory: directory };
  const refusals = openRefusals(silent);
  const handlers = handlersOf({ dispatcher, store, refused: refusals.counts, about, stop: options.stop ?? (() => {}) });
  const front = await openFront(frontIn(folder), handlers, refusals, silent);
  test.after(() => front[Symbol.asyncDispose]());
  dispatcher.onCommitted(front.announce);
  return { ...running, front, client: aClient(test, front) };
}

function aClient(test: TestContext, front: Front): Client {
  const socket = new Dealer({ ...unbounded, sendHighWaterMark: 0 });
  socket.connect(front.requests);
  test.after(() => socket.close());
  let id = 0;
  const exchange = async (bytes: Uint8Array): Promise<unknown> => {
    await socket.send(bytes);
    const [answer] = await socket.receive();
    return unpack(answer ?? new Uint8Array());
  };
  return {
    exchange,
    send: (bytes) => socket.send(bytes),
    ask: (type, ask) => exchange(pack({ v: protocolVersion, id: ++id, type, ask })),
  };
}

function aSubscriber(test: TestContext, front: Front, ...topics: string[]): Subscriber {
  const socket = new Subscriber(unbounded);
  socket.connect(front.events);
  socket.subscribe(...topics);
  test.after(() => socket.close());
  return socket;
}

async function heard(socket: Subscriber): Promise<[topic: string, message: unknown]> {
  const [topic, message] = await socket.receive();
  return [String(topic), unpack(message ?? new Uint8Array())];
}

const code = (answer: unknown): unknown =>
  (answer as { answer: { ok: boolean; error?: { code?: string } } }).answer.error?.code;

describe("requests", () => {
  it("are answered with their own id", async (test) => {
    const { client } = await aFront(test);

    const answer = await client.ask("list", { limit: 5 });

    assert.deepEqual(answer, { v: 1, id: 1, answer: { ok: true, get: { dispatches: [], total: 0 } } });
  });

  it("say what the dispatcher is, and what it does", async (test) => {
    const { client, directory } = await aFront(test, { executor: testExecutor(() => "wait", { slots: 1 }) });
    await client.ask("submit", { lattice: aLattice(["a", "b"]), requestKey: "k", origin: null, directory: "/work" });

    const { answer } = z
      .object({ answer: z.object({ get: requests.status.get }) })
      .parse(await client.ask("status", {}));
    const { rates, memory, store, ...rest } = answer.get;

    assert.deepEqual(rest, {
      version: "1.2.3",
      pid: 42,
      startedAt: 7,
      dataDirectory: directory,
      workers: [],
      dispatches: { running: 1, total: 1 },
      electrons: { queued: 1, running: 1, completed: 0, failed: 0 },
      executors: [{ name: "local", slots: 1, running: 1, queued: 1 }],
      notices: [],
      refused: { requests: 0, subscriptions: 0, workers: 0, connections: 0 },
    });
    assert.ok(rates.commits > 0 && memory.rss > memory.heap && store.bytes > 0);
  });

  it("give an electron's value, and null while it has none", async (test) => {
    const executor = testExecutor(({ name }) => (name === "a" ? { returns: new Uint8Array([9]) } : "wait"));
    const { client, announced } = await aFront(test, { executor });
    const lattice = aLattice(["a", "b"]);
    await client.ask("submit", { lattice, requestKey: "k", origin: null, directory: "/work" });
    await announced((event) => event.type === "electron" && event.change.state === "COMPLETED");

    const values = [
      await client.ask("value", { dispatch: "dispatch-1", electron: 0 }),
      await client.ask("value", { dispatch: "dispatch-1", electron: 1 }),
    ].map((it) => (it as { answer: { get: { value: unknown } } }).answer.get.value);

    assert.deepEqual(values, [{ at: "inline", bytes: Buffer.from([9]) }, null]);
  });

  it("answer whoever waits for a result once the dispatch has ended, and others meanwhile", async (test) => {
    const executor = testExecutor(() => "wait");
    const { client, dispatcher, front } = await aFront(test, { executor });
    const id = (
      await dispatcher.submit({ lattice: aLattice(["a"]), requestKey: "k", origin: null, directory: "/work" })
    ).dispatch;
    const { attempt } = await executor.starts("a");
    const waiting = aClient(test, front).ask("result", { dispatch: id, wait: true });

    const now = await client.ask("result", { dispatch: id });
    executor.tell({ type: "returned", attempt, value: { at: "inline", bytes: new Uint8Array([1]) }, printed, at: 5 });

    const states = [now, await waiting].map(
      (answer) => (answer as { answer: { get: { state: string } } }).answer.get.state,
    );
    assert.deepEqual(states, ["RUNNING", "COMPLETED"]);
  });

  it("take a lattice whose graph comes in columns, and refuse columns that do not fit", async (test) => {
    const { client, ended } = await aFront(test);
    const over = ended("dispatch-1");
    const lattice = aLattice(["a", "b"]);
    const graph = toColumns(lattice.graph);
    const submit = (more: object, requestKey: string) =>
      client.ask("submit", {
        lattice: { ...lattice, graph: { ...graph, ...more } },
        requestKey,
        origin: null,
        directory: "/work",
      });

    const answer = await submit({ callEnds: new Uint8Array(4) }, "k1");
    await submit({}, "k2");
    await over;

    assert.equal(code(answer), "BAD_MESSAGE");
    assert.match(JSON.stringify(answer), /lattice\.graph\.callEnds/);
    const { document } = z
      .object({ answer: z.object({ get: requests.snapshot.get }) })
      .parse(await client.ask("snapshot", { dispatch: "dispatch-1" })).answer.get;
    assert.deepEqual(
      document.electrons.map(({ name, state }) => [name, state]),
      [
        ["a", "COMPLETED"],
        ["b", "COMPLETED"],
      ],
    );
  });

  it("tell the story of an electron", async (test) => {
    const { client, submit, ended } = await aFront(test);
    await ended(await submit(aLattice(["a", "b"])));

    const answer = await client.ask("story", { dispatch: "dispatch-1", electron: 1 });

    const { lines } = (answer as { answer: { get: { lines: string[] } } }).answer.get;
    assert.deepEqual(
      lines.map((line) => line.replace(/^ *\+\d+ ms {2}/, "")),
      [
        "#1  electron 1 'b' QUEUED, attempt 1 because it needs nothing",
        "#2  electron 1 'b' RUNNING, on w1",
        "#2  electron 1 'b' COMPLETED",
      ],
    );
  });

  it("are refused by name when dispatch or electron are unknown", async (test) => {
    const { client } = await aFront(test);
    await client.ask("submit", { lattice: aLattice(["a"]), requestKey: "k", origin: null, directory: "/work" });

    assert.equal(code(await client.ask("snapshot", { dispatch: "nowhere" })), "UNKNOWN_DISPATCH");
    assert.equal(code(await client.ask("value", { dispatch: "dispatch-1", electron: 5 })), "UNKNOWN_ELECTRON");
    assert.equal(code(await client.ask("cancel", { dispatch: "dispatch-1", electrons: [5] })), "UNKNOWN_ELECTRON");
  });

  it("to stop are answered before the front closes", async (test) => {
    const stopped = Promise.withResolvers<void>();
    const { client, front } = await aFront(test, { stop: stopped.resolve });

    const answer = client.ask("stop", {});
    await stopped.promise;
    await front[Symbol.asyncDispose]();

    assert.deepEqual(await answer, { v: 1, id: 1, answer: { ok: true, get: {} } });
  });

  it("may come from a REQ socket", async (test) => {
    const { front } = await aFront(test);
    const socket = new Request({ linger: 0 });
    socket.connect(front.requests);
    test.after(() => socket.close());

    await socket.send(pack({ v: 1, id: 3, type: "list", ask: { limit: 1 } }));

    const [answer] = await socket.receive();
    assert.deepEqual(unpack(answer ?? new Uint8Array()), {
      v: 1,
      id: 3,
      answer: { ok: true, get: { dispatches: [], total: 0 } },
    });
  });
});

describe("requests that are not as agreed", () => {
  const cases: [what: string, request: unknown, code: string, message: RegExp][] = [
    ["of another version", { v: 2, id: 1, type: "list", ask: {} }, "VERSION_MISMATCH", /version 1, and the client 2/],
    ["of no version", { id: 1, type: "list", ask: {} }, "VERSION_MISMATCH", /the client undefined/],
    ["of no type", { v: 1, id: 1 }, "BAD_MESSAGE", /'request' .* type/],
    ["of an unknown type", { v: 1, id: 1, type: "toString", ask: {} }, "BAD_MESSAGE", /'toString' .* no such request/],
    ["with a wrong field", { v: 1, id: 1, type: "list", ask: { limit: 0 } }, "BAD_MESSAGE", /'list' .* limit/],
    ["with nothing asked", { v: 1, id: 1, type: "list" }, "BAD_MESSAGE", /'request' .* ask/],
  ];
  for (const [what, request, wanted, message] of cases) {
    it(`are refused by name: ${what}`, async (test) => {
      const { client } = await aFront(test);

      const answer = await client.exchange(pack(request));

      assert.equal(code(answer), wanted);
      assert.match((answer as { answer: { error: { message: string } } }).answer.error.message, message);
    });
  }

  it("are dropped when nobody can tell whose they are, and the next is answered", async (test) => {
    const { client } = await aFront(test);

    for (const garbage of [
      new Uint8Array(),
      new Uint8Array([0xc1]),
      Buffer.from("hello"),
      pack("text"),
      pack({ v: 1 }),
    ]) {
      await client.send(garbage);
    }

    assert.deepEqual(await client.ask("list", { limit: 1 }), {
      v: 1,
      id: 1,
      answer: { ok: true, get: { dispatches: [], total: 0 } },
    });
  });
});

describe("subscribers", () => {
  it("are each answered, on the topic, once what follows reaches them", async (test) => {
    const { front } = await aFront(test);
    const topic = stateTopic("dispatch-1");

    const first = aSubscriber(test, front, topic);
    assert.deepEqual(await heard(first), [topic, { subscribed: topic }]);
    const second = aSubscriber(test, front, topic);

    assert.deepEqual(await heard(second), [topic, { subscribed: topic }]);
  });

  it("hear every dispatch on the empty dispatch's topic, in order and without a gap", async (test) => {
    const { front, submit, ended } = await aFront(test);
    const socket = aSubscriber(test, front, stateTopic());
    await heard(socket);

    const id = await submit(aLattice(["a", { name: "b", needs: [0] }]));
    await ended(id);

    const seqs: number[] = [];
    for (let last = false; !last; ) {
      const [topic, message] = await heard(socket);
      const { dispatch, seq, events } = StateMessage.parse(message);
      assert.deepEqual([topic, dispatch], [stateTopic(id), id]);
      seqs.push(seq);
      last = events.some((event) => event.type === "lattice" && event.change.endedAt !== null);
    }
    assert.deepEqual(
      seqs,
      Array.from(seqs, (_, index) => index + 1),
    );
  });

  it("hear a large message whole, and what comes after it", async (test) => {
    const { front } = await aFront(test);
    const socket = aSubscriber(test, front, outputTopic("d"));
    await heard(socket);
    const texts = ["x".repeat(10_000_000), "y"];

    for (const [n, text] of texts.entries()) {
      const pieces = [{ n, attempt: 1, stream: "stdout" as const, text, at: 0 }];
      front.announce({ states: [], outputs: [{ dispatch: "d", electron: 0, pieces }] });
    }

    const joining = new Pieces();
    for (const text of texts) {
      let whole: Uint8Array | undefined;
      while (whole === undefined) {
        const [, piece = new Uint8Array(), head] = await socket.receive();
        whole = joining.add(piece, head);
      }
      assert.equal(OutputMessage.parse(unpack(whole)).pieces[0]?.text, text);
    }
  });

  it("lose nothing of many messages that they read late", async (test) => {
    const { front } = await aFront(test);
    const socket = aSubscriber(test, front, stateTopic("d"));
    await heard(socket);
    const many = 1_000;

    // As many as are kept for one who reads none, since nobody knows how soon ZeroMQ's thread has its turn.
    for (let seq = 1; seq <= many; seq++) front.announce({ states: [{ dispatch: "d", seq, events: [] }], outputs: [] });

    for (let seq = 1; seq <= many; seq++) assert.equal(StateMessage.parse((await heard(socket))[1]).seq, seq);
  });
});

describe("a subscriber that is stopped", () => {
  /** Says the number of each state message that it reads. */
  const reader = `
    import { Subscriber } from "zeromq";
    import { unpack } from "covalent-ts/protocol";
    const socket = new Subscriber({ receiveHighWaterMark: 0 });
    socket.connect(process.argv[1]);
    socket.subscribe("output:d", "state:d");
    for await (const [topic, bytes] of socket) {
      if (String(topic) === "state:d") console.log(unpack(bytes).seq ?? "subscribed");
    }`;

  it("takes no more memory than others, and hears how far it was when it goes on", async (test) => {
    const { front } = await aFront(test);
    const child = spawn(
      process.execPath,
      ["--conditions=source", "--input-type=module", "--eval", reader, front.events],
      {
        cwd: import.meta.dirname,
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    test.after(() => child.kill("SIGKILL"));
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    assert.equal((await lines.next()).value, "subscribed");
    child.kill("SIGSTOP");
    const before = process.memoryUsage.rss();
    const text = "x".repeat(1_000_000);
    const many = 2_000;

    for (let seq = 1; seq <= many; seq++) {
      const at = { dispatch: "d", seq };
      front.announce({
        states: [{ ...at, events: [] }],
        outputs: [{ dispatch: "d", electron: 0, pieces: [{ n: seq, attempt: 1, stream: "stdout", text, at: 0 }] }],
      });
      if (seq % 20 === 0) await new Promise(setImmediate);
    }
    const grown = process.memoryUsage.rss() - before;
    child.kill("SIGCONT");

    // Two thousand million, if all were kept; a thousand million, if a thousand messages were.
    assert.ok(grown < 400_000_000, `${grown} bytes`);
    for await (const line of lines) if (line === `${many}`) break;
  });
});
