// The command as a person meets it: a real dispatcher, real dispatches, and what is on the screen.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { bin, type CommandLine, openCommandLine } from "./command-line.fixture.ts";
import { assertGolden, stabilise } from "./golden.fixture.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`./${name}.fixture.ts`, import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));

let line: CommandLine;
let completed: string;
let failed: string;

const covalent: CommandLine["covalent"] = (...args) => line.covalent(...args);

/** What was on the screen, and the exit code, for a golden file. */
async function screen(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await covalent(...args);
  const replaced = [
    [line.directory, "/data"],
    [here, "/repository/"],
    [completed, "11111111-1111-1111-1111-111111111111"],
    [failed, "22222222-2222-2222-2222-222222222222"],
    [completed.slice(0, 8), "11111111"],
    [failed.slice(0, 8), "22222222"],
  ] as const;
  const typed = ["covalent", ...args].join(" ");
  return stabilise(`$ ${typed}\n${stdout}${stderr}${code === 0 ? "" : `(exit code ${code})\n`}`, replaced);
}

before(async () => {
  line = await openCommandLine();
  const started = await covalent("start", "--workers", "2");
  assert.equal(started.code, 0, started.stderr);
  const dispatched = await line.run(fixture("sweep"), []);
  assert.equal(dispatched.code, 0, dispatched.stderr);
  [completed = "", failed = ""] = dispatched.stdout.trim().split("\n");
});

after(() => line[Symbol.asyncDispose]());

describe("covalent", () => {
  it("says what it can do", async () => {
    assertGolden("help", await screen("--help"));
    assertGolden("help-show", await screen("show", "--help"));
  });

  it("says its version", async () => {
    assert.match((await covalent("--version")).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it("asks whether another command was meant", async () => {
    assertGolden("unknown-command", await screen("stauts"));
  });

  it("refuses what it does not understand, with exit code 2", async () => {
    for (const args of [["show"], ["ls", "--limit", "none"], ["ls", "--frobnicate"], ["stop", "now"], []]) {
      assert.equal((await covalent(...args)).code, 2, args.join(" "));
    }
  });

  it("can be called by a link, and without the condition that finds the source", async (t) => {
    const link = join(line.directory, "covalent-link");
    await symlink(bin, link);
    t.after(() => rm(link));

    const { stdout, stderr } = await line.run(link, ["ls", "--json"], { NODE_OPTIONS: "" });

    assert.equal(stderr, "");
    assert.equal(JSON.parse(stdout).length, 2);
  });

  it("reads the data directory from its arguments", async () => {
    const { code, stderr } = await covalent("ls", "--data-dir", join(line.directory, "other"));

    assert.equal(code, 1);
    assert.match(stderr, /No dispatcher runs for .*other/);
  });
});

describe("covalent ls", () => {
  it("lists dispatches, newest first", async () => {
    assertGolden("ls", await screen("ls"));
  });

  it("says how many more there are", async () => {
    assertGolden("ls-limit", await screen("ls", "--limit", "1"));
  });

  it("has all of it as JSON", async () => {
    const list: { dispatch: string; state: string }[] = JSON.parse((await covalent("ls", "--json")).stdout);

    assert.deepEqual(
      list.map(({ dispatch, state }) => [dispatch, state]),
      [
        [failed, "FAILED"],
        [completed, "COMPLETED"],
      ],
    );
  });
});

describe("covalent show", () => {
  it("shows a dispatch by the beginning of its id, with the electrons of its sublattices, fan-outs folded", async () => {
    assertGolden("show", await screen("show", completed.slice(0, 8)));
  });

  it("shows what failed, why, where, and what was not run for it", async () => {
    assertGolden("show-failed", await screen("show", failed));
  });

  it("shows an electron by its name, with its traceback and its log", async () => {
    assertGolden("show-electron", await screen("show", failed, "train"));
  });

  it("says which electrons there are when it is none of them", async () => {
    assertGolden("show-unknown-electron", await screen("show", failed, "trian"));
    assertGolden("show-ambiguous-electron", await screen("show", completed, "square"));
  });

  it("says so when there is no such dispatch", async () => {
    assertGolden("show-unknown-dispatch", await screen("show", "zzz"));
  });

  it("follows an electron to its end, with what it prints alone", async () => {
    const { stdout } = await covalent("show", completed, "load", "--follow");

    assert.equal(stdout, "loading 12 rows\n");
  });

  it("has the document as JSON", async () => {
    const document = JSON.parse((await covalent("show", failed, "--json")).stdout);

    assert.equal(document.version, 1);
    assert.equal(document.dispatch, failed);
  });
});

describe("covalent story", () => {
  it("tells what happened to an electron, in order", async () => {
    const { stdout } = await covalent("story", failed, "train");
    const lines = stdout.trimEnd().split("\n");

    assert.match(lines[0] ?? "", /^ +\+\d+ ms {2}#\d+ {2}electron 1 'train' QUEUED, attempt 1/);
    assert.match(lines.at(-1) ?? "", /electron 1 'train' FAILED.* because RangeError: a rate of 10 is too high$/);
    assert.ok(lines.every((line) => line.includes("electron 1 'train'")));
  });

  it("tells all of a dispatch as JSON", async () => {
    const lines: string[] = JSON.parse((await covalent("story", completed, "--json")).stdout);

    assert.match(lines[0] ?? "", /lattice 'squares' submitted, 14 electrons/);
    assert.match(lines.at(-1) ?? "", /lattice COMPLETED/);
  });
});

describe("covalent trace", () => {
  it("writes a dispatch as an OpenTelemetry trace, to stdout or a file", async () => {
    const { stdout, stderr } = await covalent("trace", completed.slice(0, 12));
    const file = join(line.directory, "trace.json");
    const written = await covalent("trace", completed, "-o", file);

    assert.equal(stderr, "");
    const { spans } = JSON.parse(stdout).resourceSpans[0].scopeSpans[0];
    assert.equal(spans[0].traceId, completed.replaceAll("-", ""));
    assert.equal(written.stdout, `Wrote ${spans.length} spans to ${file}.\n`);
    assert.equal(await readFile(file, "utf8"), stdout);
  });

  it("says so when there is no such dispatch", async () => {
    assert.match((await covalent("trace", "zzz")).stderr, /There is no dispatch 'zzz'/);
  });
});

describe("covalent top", () => {
  it("is lines where nobody looks at a screen, as many as are asked for", async () => {
    assertGolden("top", await screen("top", "--interval", "0.1", "-n", "2"));
  });

  it("wants an interval that can be kept", async () => {
    assert.deepEqual((await covalent("top", "--interval", "0")).code, 2);
  });
});

describe("covalent cancel", () => {
  it("says so when there is nothing left to cancel", async () => {
    assertGolden("cancel-ended", await screen("cancel", completed));
  });
});

describe("covalent, while a dispatch runs", () => {
  it("goes along with it until somebody cancels it", async () => {
    const id = (await line.run(fixture("endless"), [])).stdout.trim();
    const following = spawn(process.execPath, [bin, "show", id, "--follow"], { env: line.environment() });
    const printing = spawn(process.execPath, [bin, "show", id, "wait", "--follow"], { env: line.environment() });
    const followed = text(following.stdout);
    const [printed] = await once(printing.stdout.setEncoding("utf8"), "data");

    const cancelled = await covalent("cancel", id.slice(0, 13));
    await Promise.all([once(following, "close"), once(printing, "close")]);

    assert.equal(printed, "waiting for ever\n");
    assert.match(cancelled.stdout, /^Cancelled \d electrons? of endless/);
    assert.match(await followed, /wait \(0\) {2}Running\n(.*\n)*.*wait \(0\) {2}Cancelled/);
    assert.match(await followed, /endless {2}Cancelled/);
  });
});

describe("covalent status, start, restart and stop", () => {
  it("say what runs where", async () => {
    assertGolden("status", await screen("status"));
    assertGolden("start-again", await screen("start"));
  });

  it("keep dispatches over a restart", async () => {
    assertGolden("restart", await screen("restart", "--workers", "1"));
    assert.equal(JSON.parse((await covalent("ls", "--json")).stdout).length, 3);
  });

  it("leave nothing running, and say so", async () => {
    assertGolden("stop", await screen("stop"));
    assertGolden("stop-again", await screen("stop"));
    assertGolden("status-stopped", await screen("status"));
  });
});
