// A dispatcher on a network, with real sockets: who has the keys is served, and nobody else.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { openClient } from "covalent-ts/client";
import { ConnectionFile, pack, protocolVersion, type RemoteAddress } from "covalent-ts/protocol";
import { curveKeyPair, Dealer, Subscriber } from "zeromq";
import { silent, temporaryDirectory } from "../dispatcher.fixture.ts";
import { runDispatcher } from "../main.ts";
import { type Listen, parseListen } from "./listen-address.ts";

async function listening(test: TestContext, listen: Listen = { host: "127.0.0.1", port: 0 }) {
  const directory = await temporaryDirectory(test);
  const ending = new AbortController();
  const ended = runDispatcher({ dataDirectory: directory, workers: 1, listen, signal: ending.signal }, silent);
  const path = join(directory, "connection.json");
  test.after(async () => {
    ending.abort();
    await ended.catch(() => undefined);
  });
  const read = async (): Promise<ConnectionFile> => {
    for (;;) {
      const text = await Promise.race([readFile(path, "utf8").catch(() => ""), ended.then(() => "")]);
      if (text !== "") return ConnectionFile.parse(JSON.parse(text));
      await delay(20);
    }
  };
  const { remote } = await read();
  assert.ok(remote !== undefined);
  const refused = async (): Promise<number> => {
    await using client = await openClient({ directory, start: false });
    return (await client.ask("status", {})).refused.connections;
  };
  return { directory, path, remote, refused };
}

/** A connection file that says something else. */
async function altered(test: TestContext, path: string, change: Partial<RemoteAddress>): Promise<string> {
  const file = ConnectionFile.parse(JSON.parse(await readFile(path, "utf8")));
  const copy = join(await temporaryDirectory(test), "connection.json");
  await writeFile(copy, JSON.stringify({ ...file, remote: { ...file.remote, ...change } }));
  return copy;
}

describe("a dispatcher that listens on a network", () => {
  it("serves who has its connection file, from dispatch to value, large ones too", async (test) => {
    const { path, directory } = await listening(test);
    const elsewhere = await temporaryDirectory(test);
    process.env["COVALENT_CONNECTION"] = path;
    process.env["COVALENT_DATA_DIR"] = elsewhere;
    test.after(() => {
      delete process.env["COVALENT_CONNECTION"];
      delete process.env["COVALENT_DATA_DIR"];
    });
    const double = ct.electron((numbers: Float64Array) => numbers.map((x) => 2 * x));
    const numbers = new Float64Array(3_000_000).fill(21);
    await using client = await openClient();

    const id = await ct.dispatch(ct.lattice((xs: Float64Array) => double(xs)))(numbers);
    const ended = Promise.withResolvers<string>();
    using _following = await client.follow(id, ({ state }) => {
      if (state !== "RUNNING") ended.resolve(state);
    });

    assert.equal(await ended.promise, "COMPLETED");
    const value = await (await ct.getResult<Float64Array>(id, { wait: true })).value;
    assert.deepEqual([value?.length, value?.at(-1)], [3_000_000, 42]);
    assert.deepEqual(await readdir(elsewhere), []);
    assert.equal(client.directory, directory);
  });

  it("keeps its keys for its owner only, and over a restart", async (test) => {
    const { directory, path } = await listening(test);

    const keys = join(directory, "keys.json");
    const { remote } = ConnectionFile.parse(JSON.parse(await readFile(path, "utf8")));

    assert.deepEqual([(await stat(keys)).mode & 0o777, (await stat(path)).mode & 0o777], [0o600, 0o600]);
    assert.equal(JSON.parse(await readFile(keys, "utf8")).server.publicKey, remote?.serverKey);
    assert.doesNotMatch(
      await readFile(path, "utf8"),
      new RegExp(JSON.parse(await readFile(keys, "utf8")).server.secretKey.replace(/\W/g, "\\$&")),
    );
  });

  const strangers: [who: string, change: () => Partial<RemoteAddress>][] = [
    ["keys that it does not know", () => curveKeyPair()],
    ["a public key that is known, but not its other half", () => ({ secretKey: curveKeyPair().secretKey })],
    ["the key of another dispatcher", () => ({ serverKey: curveKeyPair().publicKey })],
  ];
  for (const [who, change] of strangers) {
    it(`refuses and counts who comes with ${who}`, async (test) => {
      const { path, remote, refused } = await listening(test);
      const connectionFile = await altered(test, path, change());

      await assert.rejects(openClient({ connectionFile }), {
        code: "DISPATCHER_NOT_REACHED",
        about: { address: remote.requests, path: connectionFile },
      });

      assert.ok((await refused()) > 0);
    });
  }

  it("refuses and counts who comes without a key, on both ports", async (test) => {
    const { remote, refused } = await listening(test);
    const dealer = new Dealer({ linger: 0 });
    const subscriber = new Subscriber({ linger: 0 });
    test.after(() => {
      dealer.close();
      subscriber.close();
    });
    dealer.connect(remote.requests);
    subscriber.connect(remote.events);
    subscriber.subscribe("");
    // Once it was hung up on, ZeroMQ takes no message for it: whether this one is taken depends on who is quicker.
    void dealer.send(pack({ v: protocolVersion, id: 1, type: "stop", ask: {} })).catch(() => undefined);

    while ((await refused()) < 2) await delay(20);

    dealer.receiveTimeout = 0;
    await assert.rejects(dealer.receive(), { code: "EAGAIN" });
  });

  it("hangs up on what is no ZeroMQ, and counts it", async (test) => {
    const { remote, refused } = await listening(test);
    const { hostname, port } = new URL(remote.requests);

    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(10));
    await new Promise((resolve) => socket.resume().on("close", resolve));

    while ((await refused()) === 0) await delay(20);
  });

  it("says so where it cannot listen", async (test) => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    test.after(() => taken.close());
    const address = taken.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const dataDirectory = await temporaryDirectory(test);

    await assert.rejects(runDispatcher({ dataDirectory, workers: 1, listen: { host: "127.0.0.1", port } }, silent), {
      code: "DISPATCHER_CANNOT_START",
      message: new RegExp(`cannot listen at tcp://127\\.0\\.0\\.1:${port}: .*in use`),
    });
  });
});

describe("a client that is told of a dispatcher on a network", () => {
  it("says what is wrong with the file that it was given", async (test) => {
    const folder = await temporaryDirectory(test);
    const local = { version: 1, pid: 1, requests: "ipc://a", events: "ipc://b", startedAt: 1 };
    for (const [text, reason] of [
      ["{", /JSON/],
      ["{}", /version/],
      [JSON.stringify(local), /does not listen/],
      [JSON.stringify({ ...local, remote: { requests: "tcp://a:1" } }), /remote\./],
    ] as const) {
      const connectionFile = join(folder, "connection.json");
      await writeFile(connectionFile, text);
      await assert.rejects(openClient({ connectionFile }), { code: "CONNECTION_FILE_UNUSABLE", message: reason });
    }
    await assert.rejects(openClient({ connectionFile: join(folder, "none.json") }), {
      code: "CONNECTION_FILE_UNUSABLE",
      message: /ENOENT/,
    });
  });
});

describe("an address to listen at", () => {
  it("is a host and a port that has a next one", () => {
    assert.deepEqual(parseListen("tcp://127.0.0.1:7000"), { host: "127.0.0.1", port: 7_000 });
    assert.deepEqual(parseListen("tcp://*:0"), { host: "*", port: 0 });
    assert.deepEqual(parseListen("tcp://[::1]:65534"), { host: "[::1]", port: 65_534 });
    for (const text of ["tcp://host", "tcp://:1", "host:1", "ipc:///tmp/x", "tcp://a:65535", "tcp://a:1/b", ""])
      assert.equal(parseListen(text), undefined, text);
  });
});
