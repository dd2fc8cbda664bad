// Who can reach the sockets of a dispatcher: its own user, and nobody else.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, it, type TestContext } from "node:test";
import { openClient, sightDispatcher } from "covalent-ts/client";
import { silent, temporaryDirectory } from "../dispatcher.fixture.ts";
import { runDispatcher } from "../main.ts";

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

/** Connects to each, and says what came of it, a line each. */
const visitor = `
  for (const path of process.argv.slice(1)) {
    await new Promise((resolve) => {
      const socket = require("node:net").connect(path);
      const say = (word) => { console.log(word); socket.destroy(); resolve(); };
      socket.on("connect", () => say("connected")).on("error", ({ code }) => say(code));
    });
  }`;

async function visit(uid: number, paths: readonly string[]): Promise<string[]> {
  const script = `(async () => {${visitor}})()`;
  const child = spawn(process.execPath, ["--eval", script, ...paths], {
    uid,
    gid: uid,
    cwd: "/",
    env: {},
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return said.trim().split("\n");
}

/** The three sockets of a dispatcher that runs. */
async function socketsOf(test: TestContext): Promise<string[]> {
  const directory = await temporaryDirectory(test);
  const ending = new AbortController();
  const ended = runDispatcher({ dataDirectory: directory, workers: 1, signal: ending.signal }, silent);
  test.after(async () => {
    ending.abort();
    await ended;
  });
  for (;;) {
    const sighting = await Promise.race([sightDispatcher(directory), ended.then(() => undefined)]);
    assert.ok(sighting !== undefined, "it ended");
    if (sighting.phase !== "running") continue;
    await using _client = await openClient({ directory, start: false });
    const requests = sighting.connection.requests.replace("ipc://", "");
    return ["requests", "events", "workers"].map((name) => join(dirname(requests), name));
  }
}

/** A socket that anybody can connect to. */
async function openToAll(test: TestContext): Promise<string> {
  const folder = await temporaryDirectory(test);
  await chmod(folder, 0o755);
  const path = join(folder, "socket");
  const server = createServer((socket) => socket.destroy()).listen(path);
  await once(server, "listening");
  test.after(() => server.close());
  await chmod(path, 0o777);
  return path;
}

describe("the folder of the sockets", () => {
  it("is entered by its owner only", async (test) => {
    const sockets = await socketsOf(test);

    assert.equal((await stat(dirname(sockets[0] ?? ""))).mode & 0o777, 0o700);
  });

  it("keeps another user away from each of them", {
    skip: isRoot ? false : "only root can become another user",
  }, async (test) => {
    const [sockets, open] = [await socketsOf(test), await openToAll(test)];

    assert.deepEqual(await visit(nobody, [open, ...sockets]), ["connected", "EACCES", "EACCES", "EACCES"]);
    assert.deepEqual(await visit(0, sockets), ["connected", "connected", "connected"]);
  });
});
