import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { openClient } from "covalent-ts/client";

const bin = fileURLToPath(new URL("../../bin/covalent.mjs", import.meta.url));

describe("covalent daemon", () => {
  it("refuses a size of its log that is none", async () => {
    const daemon = spawn(process.execPath, [bin, "daemon"], {
      env: { ...process.env, COVALENT_LOG_MB: "many" },
      stdio: ["ignore", "ignore", "pipe"],
    });

    assert.match(await text(daemon.stderr), /COVALENT_LOG_MB takes a whole number from 1, and was given 'many'/);
  });

  it("puts its log away when it is full", async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "covalent-daemon-"));
    const log = join(directory, "dispatcher.log");
    await writeFile(log, `${"x".repeat(1_000_000)}\n`);
    const daemon = spawn(process.execPath, [bin, "daemon", "--workers", "1"], {
      env: { ...process.env, COVALENT_DATA_DIR: directory, COVALENT_LOG_MB: "1" },
      stdio: ["ignore", openSync(log, "a"), "inherit"],
    });
    const exited = once(daemon, "exit");
    t.after(async () => {
      daemon.kill("SIGKILL");
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    });

    while (!existsSync(join(directory, "connection.json")) && daemon.exitCode === null) await new Promise(setImmediate);
    await using client = await openClient({ directory, start: false });
    await client.ask("stop", {});
    await exited;

    assert.match(await readFile(log, "utf8"), /^\{.*dispatcher ends"\}\n$/s);
    assert.match(await readFile(`${log}.1`, "utf8"), /^x{1000000}\n\{.*\}\n$/);
  });

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
