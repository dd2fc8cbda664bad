// The disk that values lie on is a small one of its own here, so that it can be full while everything else is not.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { type Client, keepBlob, openClient } from "covalent-ts/client";
import { startDaemon } from "../../test/daemon.ts";
import { temporaryDirectory } from "../dispatcher.fixture.ts";

/** Takes all the room that there is. */
function fill(path: string): void {
  const file = openSync(path, "w");
  try {
    for (const size of [65_536, 4_096]) {
      try {
        for (;;) writeSync(file, Buffer.alloc(size, 1));
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}

/** A disk of four megabytes, or why there is none. */
async function smallDisk(test: TestContext): Promise<{ path: string } | { skip: string }> {
  const path = await mkdtemp(join(tmpdir(), "covalent-disk-"));
  test.after(async () => {
    spawnSync("umount", ["-l", path]);
    await rm(path, { recursive: true });
  });
  const { status, stderr, error } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "none", path]);
  if (status !== 0) return { skip: `no disk can be mounted here: ${error?.message ?? String(stderr)}` };
  return { path };
}

const large = ct.electron(() => {
  console.log("made");
  return new Uint8Array(1_500_000).fill(5);
});
/** Ends only once it may. */
const gated = ct.electron(async (folder: string) => {
  console.log("waiting");
  while (!(await readdir(folder)).includes("open")) await new Promise((resolve) => setTimeout(resolve, 20));
  return new Uint8Array(50_000);
});
const padded = ct.electron((n: number) => new Uint8Array(2 + n));
const length = ct.electron((bytes: Uint8Array) => bytes.length);

const logOf = async (client: Client, dispatch: string): Promise<string> =>
  (await client.ask("electron", { dispatch, electron: 0 })).log.map(({ text }) => text).join("");

describe("when the disk is full", () => {
  it("an electron's large output waits for room, and is not worked out again", async (test) => {
    const disk = await smallDisk(test);
    if ("skip" in disk) return void test.skip(disk.skip);
    const directory = await temporaryDirectory(test);
    process.env["COVALENT_DATA_DIR"] = directory;
    // The store has room; only the values have none.
    spawnSync("ln", ["-s", disk.path, join(directory, "objects")]);
    writeFileSync(join(disk.path, "ballast"), Buffer.alloc(3_500_000));
    await using _daemon = await startDaemon(directory, { workers: 1 });

    const id = await ct.dispatch(ct.lattice(() => length(large())))();
    await using client = await openClient({ directory, start: false });
    while (!(await logOf(client, id)).includes("waits for that")) await delay(50);
    rmSync(join(disk.path, "ballast"));
    const result = await ct.getResult(id, { wait: true });

    assert.equal(await result.value, 1_500_000);
    assert.match(await logOf(client, id), /^made\nThere is no space left for .*waits for that\.\n$/);
  });

  it("new dispatches are refused, what runs goes on, and all is there when there is room again", async (test) => {
    const disk = await smallDisk(test);
    if ("skip" in disk) return void test.skip(disk.skip);
    const directory = disk.path;
    process.env["COVALENT_DATA_DIR"] = directory;
    await using daemon = await startDaemon(directory, { workers: 1 });
    const folder = await temporaryDirectory(test);
    const id = await ct.dispatch(ct.lattice((open: string) => length(gated(open))))(folder);
    await using client = await openClient({ directory, start: false });
    while (!(await logOf(client, id)).includes("waiting")) await delay(20);

    const ballast = join(directory, "ballast");
    fill(ballast);
    await assert.rejects(ct.dispatch(ct.lattice(() => Array.from({ length: 300 }, (_, n) => length(padded(n)))))(), {
      code: "DISPATCHER_NO_SPACE",
    });
    writeFileSync(join(folder, "open"), "");
    await delay(500);
    assert.equal((await client.ask("status", {})).pid, daemon.pid);
    // It may fit, and if not, that is said.
    const purged = await client.ask("purge", { dryRun: false }).catch((error: unknown) => error);
    if (purged instanceof Error) assert.equal("code" in purged && purged.code, "DISPATCHER_NO_SPACE");
    rmSync(ballast);

    assert.equal(await (await ct.getResult(id, { wait: true })).value, 50_000);
    const next = await ct.dispatch(ct.lattice(() => length(padded(1))))();
    assert.equal(await (await ct.getResult(next, { wait: true })).value, 3);
  });

  it("a dispatch with large data is refused, and leaves nothing behind", async (test) => {
    const disk = await smallDisk(test);
    if ("skip" in disk) return void test.skip(disk.skip);
    const data = new Uint8Array(8_000_000);

    assert.throws(() => keepBlob(disk.path, data), { code: "DISPATCHER_NO_SPACE", about: { directory: disk.path } });

    assert.equal(keepBlob(disk.path, data.subarray(0, 2_000_000)).length, 64);
  });
});
