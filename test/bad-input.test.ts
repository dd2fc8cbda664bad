import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openClient } from "covalent-ts/client";
import { covalentCommand, type LiveNotebook, openLiveNotebook, runCommand } from "./live-notebook.ts";

const workingCells = `
const double = ct.electron(function double(x: number) { return 2 * x; });
const once = ct.lattice(function once(x: number) { return double(x); });
`;

/** What everything here ends with: whatever went wrong before, a dispatch works. */
async function aDispatchWorks(notebook: LiveNotebook): Promise<void> {
  const shown = await notebook.run("(await ct.dispatchSync(once)(21)).value");
  assert.deepEqual({ ok: shown.ok, result: shown.result }, { ok: true, result: "42" });
}

describe("a notebook in which something goes wrong", () => {
  let notebook: LiveNotebook;
  before(async () => {
    notebook = await openLiveNotebook();
    const setUp = await notebook.run(`import * as ct from "covalent-ts";${workingCells}`);
    assert.equal(setUp.error, undefined);
  });
  after(() => notebook[Symbol.asyncDispose]());

  it("says a type error at the cell's own line, before anything of the cell ran", async () => {
    const shown = await notebook.run('console.log("ran");\nconst n: number = "one";');

    assert.equal(shown.stdout, "");
    assert.match(shown.error?.traceback ?? "", /Cell \[\d+\]:2:7 - error TS2322/);
    await aDispatchWorks(notebook);
  });

  it("says a syntax error at the cell's own line", async () => {
    const shown = await notebook.run("const a = 1;\nconst b = ;");

    assert.match(shown.error?.traceback ?? "", /Cell \[\d+\]:2:11/);
    await aDispatchWorks(notebook);
  });

  it("names the electron that threw, and its line in the cell", async () => {
    const shown = await notebook.run(`
const explode = ct.electron(function explode(x: number): number {
  throw new RangeError("no " + x);
});
const failing = await ct.dispatchSync(ct.lattice(function fails() { return double(explode(3)); }))();
console.log(failing.status, (await failing.electrons()).map((electron) => electron.state).join(" "));
console.log(String(failing.error));
console.log((await (await failing.electrons())[0]?.error())?.stack);`);

    assert.match(shown.stdout, /^FAILED FAILED UPSTREAM_FAILED\n/);
    assert.match(shown.stdout, /electron 'explode' \(cell \d+, line 5\): RangeError: no 3/);
    assert.match(shown.stdout, /Cell \[\d+\]:3:9/);
    await aDispatchWorks(notebook);
  });

  it("names the electron whose output cannot travel, and what in it cannot", async () => {
    const shown = await notebook.run(`
import { Socket } from "node:net";
const connect = ct.electron(function connect() { return { link: new Socket() }; });
console.log(String((await ct.dispatchSync(ct.lattice(connect))()).error));`);

    assert.match(
      shown.stdout,
      /'connect' \(cell \d+, line \d+\): .*output of electron 'connect' holds link, a Socket/s,
    );
    await aDispatchWorks(notebook);
  });

  it("names the electron that closes over what cannot travel, when it is dispatched", async () => {
    const shown = await notebook.run(`
const options = { socket: new Socket() };
const send = ct.electron(function send() { return options.socket.destroyed; });
await ct.dispatch(ct.lattice(send))();`);

    assert.match(shown.error?.message ?? "", /'send'.*options → socket.*Socket/s);
    assert.match(shown.error?.traceback ?? "", /Cell \[\d+\]:4/);
    await aDispatchWorks(notebook);
  });

  it("says which arguments a lattice wants, as a type error and at run time", async () => {
    const checked = await notebook.run("await ct.dispatch(once)();");
    const unchecked = await notebook.run("// @ts-nocheck\nawait ct.dispatch(once)(1, 2);");

    assert.match(checked.error?.traceback ?? "", /Cell \[\d+\]:1:7 - error TS2554/);
    assert.match(unchecked.error?.message ?? "", /Lattice 'once' was called with wrong arguments/);
    assert.match(unchecked.error?.traceback ?? "", /Cell \[\d+\]:2/);
    await aDispatchWorks(notebook);
  });

  it("says that only a lattice can be dispatched", async () => {
    const shown = await notebook.run("// @ts-nocheck\nawait ct.dispatch((x) => x)(1);");

    assert.match(shown.error?.message ?? "", /Only a lattice can be dispatched.*ct\.lattice/s);
    assert.match(shown.error?.traceback ?? "", /Cell \[\d+\]:2/);
    await aDispatchWorks(notebook);
  });

  it("says that there is no such dispatch, at the line that asked", async () => {
    const shown = await notebook.run('\nawait ct.getResult("d-none", { wait: true });');

    assert.match(shown.error?.message ?? "", /There is no dispatch 'd-none'.*covalent ls/);
    assert.match(shown.error?.traceback ?? "", /Cell \[\d+\]:2/);
    await aDispatchWorks(notebook);
  });

  it("runs an electron again whose worker was killed, and says so once in its log", async () => {
    const marker = join(await mkdtemp(join(tmpdir(), "covalent-kill-")), "once");
    const shown = await notebook.run(`
import { existsSync, writeFileSync } from "node:fs";
const fragile = ct.electron(function fragile(marker: string) {
  if (!existsSync(marker)) {
    writeFileSync(marker, "");
    process.kill(process.pid, "SIGKILL");
  }
  return "survived";
});
const again = await ct.dispatchSync(ct.lattice(fragile))(${JSON.stringify(marker)});
console.log(again.status, again.value);
console.log(await (await again.electrons())[0]?.stderr());`);

    assert.match(shown.stdout, /^COMPLETED survived\n/);
    assert.match(
      shown.stdout,
      /was ended by SIGKILL while it ran electron 'fragile', attempt 1 \(cell \d+, line \d+\)/,
    );
    await aDispatchWorks(notebook);
  });

  it("gives up on an electron that ends every worker it gets", async () => {
    const shown = await notebook.run(`
const deadly = ct.electron(function deadly() { process.kill(process.pid, "SIGKILL"); });
const poisoned = await ct.dispatchSync(ct.lattice(deadly))();
console.log((await poisoned.electrons())[0]?.state, String(poisoned.error));`);

    assert.match(shown.stdout, /POISONED .*'deadly' ended 3 workers, the last by SIGKILL.*cell \d+, line \d+/s);
    await aDispatchWorks(notebook);
  });
});

describe("a dispatcher that cannot start", () => {
  it("says that its data directory cannot be written, and how to choose another", async () => {
    const home = await mkdtemp(join(tmpdir(), "covalent-file-"));
    await writeFile(join(home, "a-file"), "");
    await using notebook = await openLiveNotebook({ dataDirectory: join(home, "a-file", "data") });

    await notebook.run(`import * as ct from "covalent-ts";${workingCells}`);
    const shown = await notebook.run("await ct.dispatch(once)(1);");

    assert.match(shown.error?.message ?? "", /a-file.data cannot be written.*COVALENT_DATA_DIR/s);
    assert.match(shown.error?.traceback ?? "", /Cell \[\d+\]:1/);
    const elsewhere = `process.env["COVALENT_DATA_DIR"] = ${JSON.stringify(join(home, "data"))};`;
    await notebook.run(elsewhere);
    await aDispatchWorks(notebook);
    await runCommand([covalentCommand, "stop"], { ...notebook.env, COVALENT_DATA_DIR: join(home, "data") });
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  it("says which process holds the data directory", async () => {
    const directory = await mkdtemp(join(tmpdir(), "covalent-held-"));
    const env = { ...process.env, COVALENT_DATA_DIR: directory };
    const started = await runCommand([covalentCommand, "start"], env);
    assert.equal(started.code, 0, started.stderr);
    const { pid } = JSON.parse(await readFile(join(directory, "connection.json"), "utf8"));

    const second = await runCommand([covalentCommand, "daemon"], env);

    assert.equal(second.code, 1);
    assert.match(second.stderr, new RegExp(`Process ${pid} holds the data directory`));
    assert.equal((await runCommand([covalentCommand, "status"], env)).code, 0);
    await runCommand([covalentCommand, "stop"], env);
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });
});

describe("a notebook that is closed while its dispatch runs", () => {
  it("leaves the dispatch running, and its result is there afterwards", async () => {
    const home = await mkdtemp(join(tmpdir(), "covalent-closed-"));
    await using notebook = await openLiveNotebook({ dataDirectory: join(home, "data") });
    await notebook.run(`import * as ct from "covalent-ts";${workingCells}`);
    const shown = await notebook.run(`
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
const patient = ct.electron(async function patient(file: string) {
  while (!existsSync(file)) await sleep(10);
  return "done";
});
await ct.dispatch(ct.lattice(patient))(${JSON.stringify(join(home, "go"))})`);
    const dispatch = (shown.result ?? "").replaceAll("'", "");

    const gone = once(notebook.kernel, "exit");
    notebook.kernel.kill("SIGKILL");
    await gone;
    await writeFile(join(home, "go"), "");

    await using client = await openClient({ directory: join(home, "data"), start: false });
    const { promise: settled, resolve } = Promise.withResolvers<string>();
    using _following = await client.follow(dispatch, (document) => {
      if (document.endedAt !== null) resolve(document.state);
    });
    assert.equal(await settled, "COMPLETED");
  });
});
