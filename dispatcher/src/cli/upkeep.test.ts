// What an operator does for the store: a real dispatcher, real dispatches, and what is left on the disk.

import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { blobPath, openClient } from "covalent-ts/client";
import { type CommandLine, openCommandLine } from "./command-line.fixture.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`./${name}.fixture.ts`, import.meta.url));

let line: CommandLine;

before(async () => {
  line = await openCommandLine();
});
after(() => line[Symbol.asyncDispose]());

const large = async (fill: number): Promise<string> => {
  const { stdout, stderr } = await line.run(fixture("large"), [String(fill)]);
  assert.equal(stderr, "");
  return stdout.trim();
};

async function blobs(directory = line.directory): Promise<string[]> {
  const entries = await readdir(join(directory, "objects"), { recursive: true }).catch(() => []);
  return entries.filter((entry) => entry.length > 60);
}

/** Of blobs that are so young, nobody knows whether somebody is about to name them. */
const untilOld = () => delay(1_100);

describe("covalent purge", () => {
  it("wants to know what", async () => {
    for (const args of [[], ["--older-than", "soon"], ["--state", "running"], ["--keep", "-1"]]) {
      const { code, stderr } = await line.covalent("purge", ...args);
      assert.equal(code, 2, `${args}: ${stderr}`);
    }
  });

  it("says what it would do, and does nothing", async () => {
    const id = await large(1);

    const { stdout, code } = await line.covalent("purge", "--all", "--dry-run");

    assert.equal(code, 0);
    assert.match(
      stdout,
      new RegExp(`^Would purge 1 dispatch with 1 electron:\n {2}${id} {2}large {2}1 electron {2}ended \\d`),
    );
    assert.equal((await line.covalent("show", id)).code, 0);
  });

  it("removes a dispatch and its values, keeps what another needs, and says afterwards that it was purged", async () => {
    const second = await large(1);
    const [, first] = (JSON.parse((await line.covalent("ls", "--json")).stdout) as { dispatch: string }[]).map(
      ({ dispatch }) => dispatch,
    );
    const kept = await blobs();
    assert.equal(kept.length, 2);
    await untilOld();

    const one = await line.covalent("purge", first?.slice(0, 10) ?? "");
    assert.match(one.stdout, /^Purged 1 dispatch with 1 electron, and freed .*\.\n$/);
    assert.deepEqual(await blobs(), kept);
    const gone = await line.covalent("story", first ?? "");
    assert.match(gone.stderr, /There is no dispatch '.*' any more: it was purged at 20/);
    assert.equal(gone.code, 1);

    await large(2);
    await untilOld();
    const other = await line.covalent("purge", "--keep", "1", "--state", "completed", "--json");
    assert.deepEqual(
      JSON.parse(other.stdout).dispatches.map(({ dispatch }: { dispatch: string }) => dispatch),
      [second],
    );
    const left = await blobs();
    assert.equal(left.length, 2);
    assert.ok(!left.some((name) => kept.includes(name)));
  });

  it("refuses to purge what runs, and says how to end it", async () => {
    const { stdout } = await line.run(fixture("endless"), []);

    const { code, stderr } = await line.covalent("purge", stdout.trim());

    assert.equal(code, 1);
    assert.match(stderr, /^Lattice 'endless' still runs, and is not purged\. Cancel it first with `covalent cancel /);
    assert.match((await line.covalent("purge", "--all")).stdout, /Purged \d/);
    assert.equal((await line.covalent("show", stdout.trim())).code, 0);
  });
});

describe("covalent backup", () => {
  it("makes, while electrons run, a data directory that a dispatcher goes on from", async (t) => {
    const other = await openCommandLine();
    t.after(() => other[Symbol.asyncDispose]());
    const folder = join(other.directory, "backup");
    const id = await large(3);
    const { stdout } = await line.run(fixture("endless"), []);
    const endless = stdout.trim();
    while (!(await line.covalent("show", endless, "wait")).stdout.includes("waiting for ever")) await delay(50);

    const said = await line.covalent("backup", folder);

    assert.equal(said.stderr, "");
    assert.match(
      said.stdout,
      /^Backed up \d+ dispatches, \d of them unfinished, and \d+ large values, .* MB, to .*backup\.\n/,
    );
    assert.deepEqual((await readdir(folder)).toSorted(), ["objects", "store.sqlite"]);
    assert.deepEqual((await blobs(folder)).toSorted(), (await blobs()).toSorted());
    // What happens to the original is nothing to it.
    await line.covalent("cancel", endless);
    await line.covalent("purge", "--all");
    const restored = (...args: string[]) => other.covalent(...args, "--data-dir", folder);
    t.after(() => restored("stop"));
    assert.equal((await restored("start")).code, 0);
    assert.match((await restored("show", id)).stdout, /large {2}Completed/);
    while (!(await restored("show", endless, "wait")).stdout.includes("after 2 attempts")) await delay(50);
    const { value } = await other
      .run(fixture("value"), [id], { COVALENT_DATA_DIR: folder })
      .then((it) => JSON.parse(it.stdout));
    assert.deepEqual(value, { length: 100_000, first: 6 });
  });

  it("refuses a folder that has something in it, and leaves nothing where it fails", async () => {
    const { code, stderr } = await line.covalent("backup", line.directory);

    assert.equal(code, 1);
    assert.match(
      stderr,
      /^No backup was made in .*: it is there already, and is not empty\. Name a folder that is not there yet/,
    );
    const none = await line.covalent("backup", join(line.directory, "b"), "--data-dir", join(line.directory, "none"));
    assert.match(none.stderr, /there is no store in/);
    assert.equal((await readdir(line.directory)).includes("b"), false);
  });
});

describe("covalent check", () => {
  it("finds nothing wrong with a store that nothing has happened to, while the dispatcher works on it", async () => {
    await large(4);

    const { stdout, code } = await line.covalent("check");

    assert.match(
      stdout,
      /^Checked \d+ dispatch(es)?, \d+ electrons?, \d+ large values \(.* MB\): nothing is wrong\.\n$/,
    );
    assert.equal(code, 0);
  });

  it("names the electron whose output is damaged, and who asks for it hears that it is lost", async () => {
    const id = await large(5);
    const [first = ""] = await outputsOf(id);
    const whole = await readFile(first);
    await writeFile(first, Buffer.alloc(whole.length, 9));

    const { stdout, code } = await line.covalent("check");
    assert.equal(code, 1);
    assert.match(stdout, /The file .* does not hold what its name says\.\n/);
    assert.match(
      stdout,
      new RegExp(`The output of electron 0 'scale' of dispatch ${id} is lost: its file is damaged\\.`),
    );

    await line.covalent("check", "--repair");
    assert.match((await line.covalent("check")).stdout, /its file is not there/);
    const { stderr } = await line.run(fixture("value"), [id]);
    assert.match(stderr, /A value is lost: objects.* should hold it, and it is not there any more\. Dispatch again/);
    await line.covalent("purge", id);
    assert.equal((await line.covalent("check")).code, 0);
  });

  it("finds a damaged store, which a restart mends, and says how", async () => {
    await line.covalent("stop");
    const store = join(line.directory, "store.sqlite");
    const whole = await readFile(store);
    await writeFile(store, whole.fill(0x5a, 3 * 4_096, 8 * 4_096));

    const { stdout, code } = await line.covalent("check");
    assert.equal(code, 1);
    assert.match(stdout, /✗ The store is damaged: .*\n {2}`covalent restart` saves what can be read/);

    await line.covalent("restart");
    const status = await line.covalent("status");
    assert.match(status.stdout, /! .* {2}The store was damaged\. \d+ dispatches with \d+ electrons could be read/);
    assert.match((await line.covalent("logs")).stdout, /warn {3}The store was damaged\./);
    assert.equal((await line.run(fixture("large"), ["6"])).code, 0);
  });
});

/** The files of what electrons of the dispatch returned. */
async function outputsOf(id: string): Promise<string[]> {
  await using client = await openClient({ directory: line.directory, start: false });
  const { value } = await client.ask("value", { dispatch: id, electron: 0 });
  return value?.at === "blob" ? [blobPath(line.directory, value.sha256)] : [];
}
