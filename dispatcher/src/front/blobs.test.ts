// Large values that clients on a network send for a submit, while others purge.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { blobPath } from "covalent-ts/client";
import { toColumns } from "covalent-ts/protocol";
import { aDispatcher } from "../dispatcher.fixture.ts";
import { aLattice } from "../shell/lattice.fixture.ts";
import { handlersOf } from "./handlers.ts";

const minutesAgo = (minutes: number): number => Date.now() - minutes * 60_000;

async function anUpload(test: TestContext) {
  const { dispatcher, store, directory } = await aDispatcher(test);
  const about = { version: "1.2.3", pid: 42, startedAt: 7, dataDirectory: directory };
  const refused = { requests: 0, subscriptions: 0, workers: 0, connections: 0 };
  const handlers = handlersOf({ dispatcher, store, refused, about, stop: () => undefined });
  const request = { waits: () => undefined };
  const { sha256 } = await handlers["keep-blob"]({ bytes: new Uint8Array(100_000), requestKey: "../key" }, request);
  const leases = async () => (await readdir(join(directory, "objects"))).filter((name) => name.startsWith("upload."));
  const [lease = ""] = await leases();
  await utimes(blobPath(directory, sha256), minutesAgo(5) / 1_000, minutesAgo(5) / 1_000);
  return {
    lease: join(directory, "objects", lease),
    leases,
    isThere: () => existsSync(blobPath(directory, sha256)),
    purge: () => handlers.purge({ dryRun: false }, request),
    submit: () => {
      const { graph, ...lattice } = aLattice(["a"]);
      const columns = { ...lattice, graph: toColumns(graph) };
      return handlers.submit({ lattice: columns, requestKey: "../key", origin: null, directory: "/work" }, request);
    },
  };
}

describe("a large value from a network", () => {
  it("is kept from the moment that it is sent until the submit that it is for is on disk", async (test) => {
    const { lease, leases, isThere, purge, submit } = await anUpload(test);
    await writeFile(lease, String(minutesAgo(10)));

    await purge();
    assert.deepEqual([isThere(), (await leases()).length], [true, 1]);

    await submit();
    await purge();
    assert.deepEqual([isThere(), await leases()], [false, []]);
  });

  it("is given up when its client has sent nothing for an hour", async (test) => {
    const { lease, leases, isThere, purge } = await anUpload(test);
    await utimes(lease, minutesAgo(61) / 1_000, minutesAgo(61) / 1_000);

    await purge();

    assert.deepEqual([isThere(), await leases()], [false, []]);
  });
});
