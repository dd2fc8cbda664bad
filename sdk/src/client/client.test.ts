// The client against a real ROUTER and XPUB: answers, refusals, gaps, restarts, and a process that ends by itself.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { connectionPath, type DispatchEvent, type LatticeDocument, type StateMessage } from "covalent-ts/protocol";
import { CovalentError } from "../errors.ts";
import { openClient } from "./client.ts";
import { aDocument, openPeer, temporaryDirectory } from "./peer.fixture.ts";

const completed = (seq: number): StateMessage => ({
  dispatch: "d1",
  seq,
  events: [{ type: "electron", electron: 0, change: { state: "COMPLETED", endedAt: seq } }],
});
const ended = (seq: number): StateMessage => ({
  dispatch: "d1",
  seq,
  events: [{ type: "lattice", change: { state: "COMPLETED", startedAt: 2, endedAt: 9, error: null } }],
});

const unknownDispatch = { name: "CovalentError", message: "none", stack: "", code: "UNKNOWN_DISPATCH" };

/** Collects what a follower is told, and lets a test wait for the n-th time. */
function collector() {
  const calls: { document: LatticeDocument; events: DispatchEvent[] }[] = [];
  const waiting: { count: number; resolve(): void }[] = [];
  return {
    calls,
    take(document: LatticeDocument, events: DispatchEvent[]) {
      calls.push({ document, events });
      for (const { count, resolve } of waiting) if (calls.length >= count) resolve();
    },
    until(count: number): Promise<void> {
      if (calls.length >= count) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
  };
}

describe("a client", () => {
  it("gets what it asked for", async () => {
    await using directory = await temporaryDirectory();
    await using _peer = await openPeer(directory.path, {
      cancel: ({ electrons }) => ({ cancelled: electrons?.length ?? 0 }),
    });
    await using client = await openClient({ directory: directory.path, start: false });

    const answers = await Promise.all([
      client.ask("cancel", { dispatch: "d1", electrons: [1, 2] }),
      client.ask("cancel", { dispatch: "d1" }),
    ]);

    assert.deepEqual(answers, [{ cancelled: 2 }, { cancelled: 0 }]);
  });

  it("throws the dispatcher's refusal as an error of ours, with its code and remedy", async () => {
    await using directory = await temporaryDirectory();
    await using _peer = await openPeer(directory.path, {
      result: () => ({
        refuse: {
          name: "CovalentError",
          message: "There is no dispatch 'd9'.",
          stack: "",
          code: "UNKNOWN_DISPATCH",
          remedy: "List them.",
        },
      }),
    });
    await using client = await openClient({ directory: directory.path, start: false });

    const refused = client.ask("result", { dispatch: "d9" });

    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof CovalentError);
      assert.deepEqual(
        [error.code, error.message, error.remedy],
        ["UNKNOWN_DISPATCH", "There is no dispatch 'd9'.", "List them."],
      );
      return true;
    });
  });

  it("says that nobody runs, when nobody runs and it may not start anybody", async () => {
    await using directory = await temporaryDirectory();

    await assert.rejects(openClient({ directory: directory.path, start: false }), { code: "DISPATCHER_NOT_RUNNING" });
  });

  it("says so when a connection file was left behind by a process whose number somebody else has now", async () => {
    await using directory = await temporaryDirectory();
    const peer = await openPeer(directory.path, {});
    await peer[Symbol.asyncDispose]();

    await assert.rejects(openClient({ directory: directory.path, start: false }), { code: "DISPATCHER_NOT_RUNNING" });
  });

  it("names both versions to a dispatcher of another protocol version", async () => {
    await using directory = await temporaryDirectory();
    await using _peer = await openPeer(directory.path, { cancel: () => ({ cancelled: 1 }) }, 7);
    await using client = await openClient({ directory: directory.path, start: false });

    await assert.rejects(client.ask("cancel", { dispatch: "d1" }), {
      code: "VERSION_MISMATCH",
      about: { ours: 7, theirs: "1" },
    });
  });

  it("asks again when the dispatcher is restarted before it answered", async () => {
    await using directory = await temporaryDirectory();
    const first = await openPeer(directory.path, { cancel: () => "silence" });
    await using client = await openClient({ directory: directory.path, start: false });
    const arrived = first.next("cancel");
    const asked = client.ask("cancel", { dispatch: "d1" });
    await arrived;

    await first[Symbol.asyncDispose]();
    await using second = await openPeer(directory.path, { cancel: () => ({ cancelled: 3 }) });

    assert.deepEqual(await asked, { cancelled: 3 });
    assert.deepEqual(second.asked, [{ type: "cancel", ask: { dispatch: "d1" } }]);
  });

  it("takes a dispatcher that went away for stopped, when it was asked to stop", async () => {
    await using directory = await temporaryDirectory();
    const peer = await openPeer(directory.path, { stop: () => "silence" });
    await using client = await openClient({ directory: directory.path, start: false });
    const arrived = peer.next("stop");
    const stopped = client.ask("stop", {});
    await arrived;

    await rm(connectionPath(directory.path));
    await peer[Symbol.asyncDispose]();

    assert.deepEqual(await stopped, {});
  });

  it("gives up on a dispatcher that was stopped and does not come back", async () => {
    await using directory = await temporaryDirectory();
    const peer = await openPeer(directory.path, {
      cancel: () => "silence",
      result: () => "silence",
    });
    await using client = await openClient({ directory: directory.path, start: false, patience: 0 });
    const arrived = Promise.all([peer.next("cancel"), peer.next("result")]);
    const asked = client.ask("cancel", { dispatch: "d1" });
    const settled = client.ask("result", { dispatch: "d1", wait: true });
    await arrived;

    await rm(connectionPath(directory.path));
    await peer[Symbol.asyncDispose]();

    await assert.rejects(asked, { code: "DISPATCHER_LOST", about: { directory: directory.path } });
    await assert.rejects(settled, { code: "DISPATCHER_LOST" });
  });

  it("asks the dispatcher that was started after it gave up", async () => {
    await using directory = await temporaryDirectory();
    const first = await openPeer(directory.path, {});
    await using client = await openClient({ directory: directory.path, start: false, patience: 0 });
    await first[Symbol.asyncDispose]();
    await assert.rejects(client.ask("cancel", { dispatch: "d1" }));

    await using _second = await openPeer(directory.path, { cancel: () => ({ cancelled: 1 }) });

    assert.deepEqual(await client.ask("cancel", { dispatch: "d1" }), { cancelled: 1 });
  });

  it("tells when the dispatcher goes away and comes back", async () => {
    await using directory = await temporaryDirectory();
    const first = await openPeer(directory.path, {});
    await using client = await openClient({ directory: directory.path, start: false });
    const heard: boolean[] = [];
    const back = Promise.withResolvers<void>();
    using _listening = client.onConnection((connected) => {
      heard.push(connected);
      if (heard.length === 2) back.resolve();
    });

    await first[Symbol.asyncDispose]();
    await using _second = await openPeer(directory.path, {});
    await back.promise;

    assert.deepEqual(heard, [false, true]);
  });
});

describe("following a dispatch", () => {
  it("starts from the snapshot, then brings every event once", async () => {
    await using directory = await temporaryDirectory();
    await using peer = await openPeer(directory.path, {
      async snapshot() {
        // Both are announced while the snapshot is on its way; it contains the first.
        await peer.publish(completed(4));
        await peer.publish(ended(5));
        return { document: { ...aDocument("d1"), startedAt: 77 }, seq: 4 };
      },
    });
    await using client = await openClient({ directory: directory.path, start: false });
    const told = collector();

    using _following = await client.follow("d1", told.take);
    await told.until(2);

    assert.deepEqual(
      told.calls.map(({ events }) => events),
      [[], ended(5).events],
    );
    assert.equal(told.calls[1]?.document.state, "COMPLETED");
  });

  it("takes a new snapshot when a message is missing", async () => {
    await using directory = await temporaryDirectory();
    let seq = 1;
    await using peer = await openPeer(directory.path, { snapshot: () => ({ document: aDocument("d1"), seq }) });
    await using client = await openClient({ directory: directory.path, start: false });
    const told = collector();
    using _following = await client.follow("d1", told.take);

    seq = 4;
    await peer.publish(completed(4));
    await told.until(2);
    await peer.publish(ended(5));
    await told.until(3);

    assert.deepEqual(
      told.calls.map(({ events }) => events.length),
      [0, 0, 1],
    );
    assert.equal(peer.asked.length, 2);
  });

  it("goes on with a new snapshot when the dispatcher is restarted", async () => {
    await using directory = await temporaryDirectory();
    const first = await openPeer(directory.path, { snapshot: () => ({ document: aDocument("d1"), seq: 8 }) });
    await using client = await openClient({ directory: directory.path, start: false });
    const told = collector();
    using _following = await client.follow("d1", told.take);

    await first[Symbol.asyncDispose]();
    await using second = await openPeer(directory.path, {
      snapshot: () => ({ document: { ...aDocument("d1"), startedAt: 55 }, seq: 9 }),
    });
    await told.until(2);
    await second.publish(ended(10));
    await told.until(3);

    assert.deepEqual(
      told.calls.map(({ document }) => [document.startedAt, document.state]),
      [
        [2, "RUNNING"],
        [55, "RUNNING"],
        [2, "COMPLETED"],
      ],
    );
  });

  it("serves two followers and a listener to everything at once, and none of them after its end", async () => {
    await using directory = await temporaryDirectory();
    await using peer = await openPeer(directory.path, { snapshot: () => ({ document: aDocument("d1"), seq: 0 }) });
    await using client = await openClient({ directory: directory.path, start: false });
    const [one, two] = [collector(), collector()];
    const all: number[] = [];
    const first = await client.follow("d1", one.take);
    using _second = await client.follow("d1", two.take);
    using _all = await client.followAll(({ seq }) => all.push(seq));

    await peer.publish(completed(1));
    await Promise.all([one.until(2), two.until(2)]);
    first[Symbol.dispose]();
    await peer.publish(ended(2));
    await two.until(3);

    assert.deepEqual([one.calls.length, two.calls.length, all], [2, 3, [1, 2]]);
  });

  it("rejects for a dispatch that does not exist", async () => {
    await using directory = await temporaryDirectory();
    await using _peer = await openPeer(directory.path, {
      snapshot: () => ({ refuse: unknownDispatch }),
    });
    await using client = await openClient({ directory: directory.path, start: false });

    await assert.rejects(
      client.follow("d9", () => undefined),
      { code: "UNKNOWN_DISPATCH" },
    );
  });
});

describe("a script", () => {
  it("ends by itself once it has what it asked for", async () => {
    await using directory = await temporaryDirectory();
    await using _peer = await openPeer(directory.path, {
      cancel: () => ({ cancelled: 1 }),
    });
    const script = `
      import { sharedClient } from "covalent-ts/client";
      const client = await sharedClient();
      const { cancelled } = await client.ask("cancel", { dispatch: "d1" });
      console.log(cancelled);
    `;

    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: import.meta.dirname,
      env: { ...process.env, COVALENT_DATA_DIR: directory.path },
    });

    assert.equal(stdout, "1\n");
  });
});
