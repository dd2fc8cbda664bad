// Starting a dispatcher: which command, what it may say on its way down, and who is believed meanwhile.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { connectionPath } from "covalent-ts/protocol";
import { openClient } from "./client.ts";
import { openPeer, temporaryDirectory } from "./peer.fixture.ts";
import { startAhead, startDispatcher } from "./start.ts";

/** For one test, a dispatcher is what this program does. */
function dispatcherIs(t: TestContext, program: string): void {
  process.env["COVALENT_COMMAND"] = JSON.stringify([process.execPath, "--input-type=module", "--eval", program, "--"]);
  t.after(() => {
    delete process.env["COVALENT_COMMAND"];
  });
}

const leaveConnection = `
  import { writeFileSync } from "node:fs";
  const directory = process.env.COVALENT_DATA_DIR;
  const connection = { version: 1, pid: process.pid, requests: "ipc://r", events: "ipc://e", startedAt: 7 };
  writeFileSync(directory + "/connection.json", JSON.stringify(connection));
`;

describe("starting a dispatcher", () => {
  it("runs the command given with 'daemon', and waits for its connection file", async (t) => {
    await using directory = await temporaryDirectory();
    const done = join(directory.path, "done");
    // It ends when the test does: the file that it waits for goes with the directory.
    dispatcherIs(
      t,
      `${leaveConnection}
       import { existsSync } from "node:fs";
       console.log("asked to be a", process.argv.at(-1));
       setInterval(() => existsSync(directory) && !existsSync(${JSON.stringify(done)}) || process.exit(), 10);`,
    );

    const connection = await startDispatcher(directory.path);
    await writeFile(done, "");

    assert.equal(connection.startedAt, 7);
  });

  it("gives the reason with the last line of the log, when it ends instead", async (t) => {
    await using directory = await temporaryDirectory();
    dispatcherIs(t, `console.error("first"); console.error("no libzmq here"); process.exit(3)`);

    await assert.rejects(startDispatcher(directory.path), {
      code: "DISPATCHER_CANNOT_START",
      about: {
        directory: directory.path,
        reason: "it ended by exit code 3. no libzmq here",
        log: join(directory.path, "dispatcher.log"),
      },
    });
  });

  it("throws the error that the dispatcher itself gave", async (t) => {
    await using directory = await temporaryDirectory();
    const failure = { startFailure: { code: "DISPATCHER_NO_SPACE", about: { directory: directory.path } } };
    dispatcherIs(
      t,
      `import { writeFileSync } from "node:fs";
       writeFileSync(process.env.COVALENT_DATA_DIR + "/start-failure.json", ${JSON.stringify(JSON.stringify(failure))});
       process.exit(1);`,
    );

    await assert.rejects(startDispatcher(directory.path), {
      code: "DISPATCHER_NO_SPACE",
      about: { directory: directory.path },
    });
  });

  it("takes the dispatcher of whoever was quicker", async (t) => {
    await using directory = await temporaryDirectory();
    const inUse = { startFailure: { code: "DATA_DIRECTORY_IN_USE", about: { directory: directory.path, pid: 1 } } };
    const connection = { version: 1, pid: process.pid, requests: "ipc://r", events: "ipc://e", startedAt: 8 };
    dispatcherIs(
      t,
      `import { writeFileSync } from "node:fs";
       import { spawn } from "node:child_process";
       const directory = process.env.COVALENT_DATA_DIR;
       writeFileSync(directory + "/start-failure.json", ${JSON.stringify(JSON.stringify(inUse))});
       const quicker = "require('fs').writeFileSync(process.argv[1], process.argv[2])";
       spawn(process.execPath, ["--eval", quicker, ${JSON.stringify(connectionPath(directory.path))}, ${JSON.stringify(JSON.stringify(connection))}], { detached: true }).unref();
       process.exit(1);`,
    );

    assert.equal((await startDispatcher(directory.path)).startedAt, 8);
  });

  it("refuses a data directory that cannot be made", async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, "file"), "");

    await assert.rejects(startDispatcher(join(directory.path, "file", "data")), {
      code: "DATA_DIRECTORY_NOT_WRITABLE",
    });
  });
});

describe("a dispatcher that was started ahead", () => {
  it("is the one that is waited for", async (t) => {
    await using directory = await temporaryDirectory();
    const starts = join(directory.path, "starts");
    dispatcherIs(
      t,
      `import { appendFileSync, existsSync } from "node:fs";
       appendFileSync(${JSON.stringify(starts)}, "one ");
       ${leaveConnection}
       setInterval(() => existsSync(directory) || process.exit(), 10);`,
    );

    startAhead(directory.path);
    startAhead(directory.path);
    await startDispatcher(directory.path);

    assert.equal(await readFile(starts, "utf8"), "one ");
  });

  it("is started once more when it has ended, so that somebody hears why", async (t) => {
    await using directory = await temporaryDirectory();
    dispatcherIs(t, `console.error("broken"); process.exit(9)`);
    const log = join(directory.path, "dispatcher.log");

    startAhead(directory.path);
    while (!existsSync(log) || (await readFile(log, "utf8")) === "") await new Promise(setImmediate);

    await assert.rejects(startDispatcher(directory.path), {
      code: "DISPATCHER_CANNOT_START",
      message: /exit code 9. broken/,
    });
  });
});

describe("a client that may start the dispatcher", () => {
  it("starts none where one runs", async (t) => {
    await using directory = await temporaryDirectory();
    await using _peer = await openPeer(directory.path, { cancel: () => ({ cancelled: 5 }) });
    dispatcherIs(t, "process.exit(9)");
    await using client = await openClient({ directory: directory.path });

    assert.deepEqual(await client.ask("cancel", { dispatch: "d1" }), { cancelled: 5 });
  });

  it("fails with what the dispatcher said, when it cannot be started", async (t) => {
    await using directory = await temporaryDirectory();
    dispatcherIs(t, `console.error("broken"); process.exit(9)`);

    await assert.rejects(openClient({ directory: directory.path }), {
      code: "DISPATCHER_CANNOT_START",
      message: /exit code 9. broken/,
    });
  });
});
