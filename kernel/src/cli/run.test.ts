// A notebook executed from a command line: by a real kernel, a real dispatcher, and its workers.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { openClient } from "covalent-ts/client";
import { LatticeDocument, latticeMime } from "covalent-ts/protocol";
import { Notebook } from "../notebook/format.ts";

const program = fileURLToPath(new URL("../../bin/covalent-kernel.mjs", import.meta.url));

let folder: string;
before(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "covalent-run-")));
});
after(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }));

/** Writes cells as a notebook, runs it, and reads what came of it. */
async function execute(sources: string[], ...options: string[]) {
  const path = join(folder, "notebook.ipynb");
  const output = join(folder, "executed.ipynb");
  const cells = sources.map((source, at) => ({
    cell_type: "code",
    id: `cell-${at}`,
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
  }));
  await writeFile(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  const ran = await command("run", path, "--output", output, ...options);
  const notebook = Notebook.parse(JSON.parse(await readFile(output, "utf8")));
  return { ...ran, notebook, outputs: notebook.cells.map((cell) => (cell.cell_type === "code" ? cell.outputs : [])) };
}

function command(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, COVALENT_DATA_DIR: join(folder, "data") };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe("covalent-kernel run", () => {
  it("writes what each cell printed and came to, and keeps what it does not know of", async () => {
    const { code, outputs, notebook, stdout } = await execute(["console.log('hello');\n1 + 1", "process.cwd()"]);

    assert.equal(code, 0);
    assert.deepEqual(outputs, [
      [
        { output_type: "stream", name: "stdout", text: "hello\n" },
        { output_type: "execute_result", data: { "text/plain": ["2"] }, metadata: {}, execution_count: 1 },
      ],
      [
        {
          output_type: "execute_result",
          data: { "text/plain": [`'${folder}'`] },
          metadata: {},
          execution_count: 2,
        },
      ],
    ]);
    assert.equal(notebook.cells[0]?.["id"], "cell-0");
    assert.match(stdout, /\[1\/2\] console\.log\('hello'\);\n {4}hello\n {4}2\n\[2\/2\]/);
  });

  it("ends with 1 at a cell that fails, names its line, and writes what came before", async () => {
    const { code, outputs, stdout } = await execute(["'fine'", "const a = 1;\nthrow new Error('here')", "'never'"]);

    assert.equal(code, 1);
    assert.deepEqual(
      outputs.map((all) => all.map(({ output_type }) => output_type)),
      [["execute_result"], ["error"], []],
    );
    assert.match(stdout, /Cell 2 failed:\n {4}Error: here\n {8}at Cell \[2\]:2:7/);
  });

  it("interrupts a cell that takes longer than it may", async () => {
    const { code, stdout, outputs } = await execute(["console.log('going'); while (true) {}"], "--timeout", "5");

    assert.equal(code, 1);
    assert.match(stdout, /Cell 1 took longer than 5 s/);
    assert.equal(outputs[0]?.[0]?.output_type, "stream");
  });

  it("refuses what is no notebook, and says why", async () => {
    const path = join(folder, "no.ipynb");
    await writeFile(path, '{ "nbformat": 3 }');

    const { code, stderr } = await command("run", path);

    assert.equal(code, 1);
    assert.match(stderr, /no\.ipynb cannot be read as a notebook: nbformat: /);
  });

  it("follows what it dispatched to the end, electron by electron, though no cell waits for it", async (t) => {
    t.after(async () => {
      const client = await openClient({ directory: join(folder, "data"), start: false });
      await client.ask("stop", {});
      await client[Symbol.asyncDispose]();
    });

    const { code, stdout, outputs } = await execute([
      "import * as ct from 'covalent-ts';\nconst double = ct.electron(function double(x: number) { return x * 2 });",
      "const flow = ct.lattice(function flow(x: number) { return double(double(x)) });\nconst id = await ct.dispatch(flow)(1);\nid",
    ]);

    assert.equal(code, 0, stdout);
    const graph = outputs[1]?.find((output) => output.output_type === "display_data");
    const document = LatticeDocument.parse(graph?.data[latticeMime]);
    assert.equal(document.state, "COMPLETED");
    assert.deepEqual(
      document.electrons.map(({ name, state, output }) => [name, state, output?.text]),
      [
        ["double", "COMPLETED", "2"],
        ["double", "COMPLETED", "4"],
      ],
    );
    assert.deepEqual([document.origin?.file, document.origin?.cell], [join(folder, "notebook.ipynb"), 2]);
    assert.match(String(graph?.data["image/svg+xml"]), /<svg/);
    assert.match(stdout, /flow dispatched as .*\n(.*\n)*.*double \(1\) COMPLETED(.*\n)*.*flow COMPLETED/);
  });
});

describe("covalent-kernel", () => {
  it("says how it is used when it cannot understand its arguments", async () => {
    const wrong = await command("frobnicate");
    const empty = await command("serve");

    assert.deepEqual([wrong.code, empty.code], [2, 2]);
    assert.match(wrong.stderr, /There is no command 'frobnicate'\.\nUsage:/);
    assert.match(empty.stderr, /serve needs a connection file/);
  });

  it("ends with 1 where there is no connection file, and where its addresses are taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const port = (taken.address() as AddressInfo).port;
    const ports = Object.fromEntries(["shell", "control", "iopub", "stdin", "hb"].map((it) => [`${it}_port`, port]));
    const file = join(folder, "connection.json");
    await writeFile(file, JSON.stringify({ transport: "tcp", ip: "127.0.0.1", ...ports, key: "" }));

    const missing = await command("serve", "-f", join(folder, "missing.json"));
    const refused = await command("serve", "-f", file);
    taken.close();

    assert.deepEqual([missing.code, refused.code], [1, 1]);
    assert.match(missing.stderr, /ENOENT.*missing\.json/);
    assert.match(refused.stderr, /Address already in use/);
  });

  it("installs a kernelspec that starts without anything in PATH, and takes it away again", async () => {
    const installed = await command("install", "--prefix", folder, "--name", "Mine", "--display-name", "My kernel");
    const place = join(folder, "share", "jupyter", "kernels", "mine");
    const spec = JSON.parse(await readFile(join(place, "kernel.json"), "utf8"));
    const logo = await readFile(join(place, "logo-64x64.png"));
    const removed = await command("uninstall", "--prefix", folder, "--name", "mine");
    const again = await command("uninstall", "--prefix", folder, "--name", "mine");

    assert.equal(installed.code, 0);
    assert.deepEqual(spec, {
      argv: [process.execPath, program, "serve", "-f", "{connection_file}"],
      display_name: "My kernel",
      language: "typescript",
      interrupt_mode: "message",
      metadata: { debugger: true },
    });
    assert.deepEqual([...logo.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    assert.equal(removed.code, 0);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /There is no kernel 'mine'/);
  });

  it("says what is wrong with an installation, and that nothing is", async () => {
    const missing = await command("doctor", "--prefix", folder, "--name", "checked");
    await command("install", "--prefix", folder, "--name", "checked");
    const fine = await command("doctor", "--prefix", folder, "--name", "checked");

    assert.equal(missing.code, 1);
    assert.match(missing.stdout, /WRONG Kernelspec: there is none at .*checked\n +Run `covalent-kernel install`/);
    assert.match(missing.stdout, /1 of 4 are wrong/);
    assert.equal(fine.code, 0, fine.stdout);
    assert.match(
      fine.stdout,
      /ok {4}A kernel: ran its first cell \d+ ms after it was started\n[\s\S]*Everything works\.\n$/,
    );
  });
});
