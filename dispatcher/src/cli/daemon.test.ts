import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { openClient } from "covalent-ts/client";

const bin = fileURLToPath(new URL("../../bin/covalent.mjs", import.meta.url));

describe("covalent daemon", () => {
  it("goes on when the disk is full that its log is on", { skip: !existsSync("/dev/full") }, async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "covalent-daemon-"));
    const daemon = spawn(process.execPath, [bin, "daemon", "--workers", "1"], {
      env: { ...process.env, COVALENT_DATA_DIR: directory },
      stdio: ["ignore", openSync("/dev/full", "w"), "ignore"],
    });
    const exited = once(daemon, "exit");
    t.after(async () => {
      daemon.kill("SIGKILL");
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    });

    while (!existsSync(join(directory, "connection.json")) && daemon.exitCode === null) await new Promise(setImmediate);
    await using client = await openClient({ directory, start: false });
    const { pid } = await client.ask("status", {});
    await client.ask("stop", {});

    assert.equal(pid, daemon.pid);
    assert.deepEqual(await exited, [0, null]);
  });
});
