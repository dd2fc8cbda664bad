// The graph under the cell that dispatched: with a real dispatcher, whatever the cell itself does.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openClient } from "covalent-ts/client";
import { type JupyterMessage, type OutputOf, outputOf, parentOf } from "covalent-ts/jupyter";
import { LatticeDocument, latticeMime } from "covalent-ts/protocol";
import { of, openTestKernel, type TestKernel } from "./kernel.fixture.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await openTestKernel();
  await kernel.run(`import * as ct from "covalent-ts";
    const double = ct.electron(function double(x) { return x * 2 });
    const flow = ct.lattice(function flow(x) { return double(double(x)) });`);
});
after(async () => {
  const client = await openClient({ directory: join(kernel.directory, "data"), start: false });
  await client.ask("stop", {});
  await client[Symbol.asyncDispose]();
  await kernel[Symbol.asyncDispose]();
});

type Graph = OutputOf<"display_data"> | OutputOf<"update_display_data">;
const documentOf = (graph: Graph | undefined): LatticeDocument => LatticeDocument.parse(graph?.data[latticeMime]);

/** All drawings that are published until the dispatch has ended, with the request that each belongs to. */
function drawings(
  by: TestKernel = kernel,
): { settled: Promise<{ parent: string | undefined; graph: Graph }[]> } & Disposable {
  const seen: { parent: string | undefined; graph: Graph }[] = [];
  const settled = Promise.withResolvers<typeof seen>();
  const listening = by.client.onPublished((message: JupyterMessage) => {
    const output = outputOf(message);
    if (output?.type !== "display_data" && output?.type !== "update_display_data") return;
    seen.push({ parent: parentOf(message), graph: output });
    if (documentOf(output).state === "COMPLETED") settled.resolve(seen);
  });
  return { settled: settled.promise, [Symbol.dispose]: () => listening[Symbol.dispose]() };
}

describe("a dispatch's graph", () => {
  it("is shown under its cell before the cell ends, and kept up to date after it", async () => {
    using heard = drawings();
    const cell = kernel.client.execute("await ct.dispatch(flow)(1)");
    const outputs = [];
    for await (const output of cell) outputs.push(output);
    await kernel.run("'another cell'");
    const seen = await heard.settled;

    const [shown] = of(outputs, "display_data");
    assert.deepEqual(Object.keys(shown?.data ?? {}), [latticeMime, "image/svg+xml", "text/plain"]);
    assert.equal(documentOf(shown).lattice, "flow");
    assert.deepEqual(new Set(seen.map(({ parent }) => parent)), new Set([cell.id]));
    assert.equal(new Set(seen.map(({ graph }) => graph.transient.display_id)).size, 1);
    assert.deepEqual(
      documentOf(seen.at(-1)?.graph).electrons.map(({ output }) => output?.text),
      ["2", "4"],
    );
  });

  it("says the author's own places, in front of rewritten imports, behind them, and where an enum moves every line", async () => {
    using heard = drawings();
    await kernel.run(`const one = ct.electron((x: number) => x), two = ct.electron(async (x: number) => { await import("node:fs"); return x; });
      import { readFileSync } from "node:fs"; const wide = ct.lattice((x: number) => two(one(x))); enum Mode { Slow, Fast }
      await ct.dispatch(wide)(Mode.Fast)`);
    const document = documentOf((await heard.settled).at(-1)?.graph);

    assert.equal(document.origin?.line, 3);
    assert.deepEqual(
      document.electrons.map(({ place }) => [place?.line, place?.column]),
      [
        [2, 90],
        [2, 86],
      ],
    );
  });

  it("shows an electron's own text and place, types included", async () => {
    using heard = drawings();
    await kernel.run(
      "const own = ct.electron(async (x: number): Promise<number> => (await import('node:path')) && x); await ct.dispatch(ct.lattice((x: number) => own(x)))(1)",
    );
    const { dispatch } = documentOf((await heard.settled).at(-1)?.graph);
    await using client = await openClient({ directory: join(kernel.directory, "data"), start: false });
    const { source, sourcePlace } = await client.ask("electron", { dispatch, electron: 0 });

    assert.equal(source, "async (x: number): Promise<number> => (await import('node:path')) && x");
    assert.deepEqual([sourcePlace?.line, sourcePlace?.column], [1, 25]);
  });

  it("follows a dispatch to the dispatcher that has it, though the cell has changed the data directory", async () => {
    const elsewhere = join(kernel.directory, "elsewhere");
    using heard = drawings();
    await kernel.run(`process.env.COVALENT_DATA_DIR = ${JSON.stringify(elsewhere)}; await ct.dispatch(flow)(3)`);
    const seen = await heard.settled;
    await kernel.run(`process.env.COVALENT_DATA_DIR = ${JSON.stringify(join(kernel.directory, "data"))}`);
    await using client = await openClient({ directory: elsewhere, start: false });
    await client.ask("stop", {});

    assert.equal(documentOf(seen.at(-1)?.graph).electrons[1]?.output?.text, "12");
  });

  it("is found again by another kernel, while its dispatch runs, and goes on there to its end", async () => {
    const gate = join(kernel.directory, "gate");
    const { outputs } = await kernel.run(`import { existsSync } from "node:fs";
      const hold = ct.electron(async function hold(gate: string) {
        while (!existsSync(gate)) await new Promise((go) => setTimeout(go, 20));
        return "through";
      });
      await ct.dispatch(ct.lattice(function held(gate: string) { return hold(gate) }))(${JSON.stringify(gate)})`);
    await using later = await openTestKernel(
      {},
      { COVALENT_TYPE_CHECK: "off", COVALENT_DATA_DIR: join(kernel.directory, "data") },
    );
    using heard = drawings(later);

    const listed = await later.run(`import * as ct from "covalent-ts"; await ct.dispatches({ state: "RUNNING" })`);
    const shown = await later.run("await ct.show((await ct.dispatches({ state: 'RUNNING' }))[0].dispatch)");
    await writeFile(gate, "");
    const seen = await heard.settled;

    const id = documentOf(of(outputs, "display_data")[0]).dispatch;
    assert.match(String(of(listed.outputs, "execute_result")[0]?.data["text/html"]), new RegExp(`<td>${id}</td>`));
    assert.equal(documentOf(of(shown.outputs, "display_data")[0]).dispatch, id);
    assert.equal(documentOf(of(shown.outputs, "display_data")[0]).state, "RUNNING");
    assert.equal(documentOf(seen.at(-1)?.graph).electrons[0]?.output?.text, "'through'");
  });

  it("of an unknown dispatch is refused", async () => {
    const { reply } = await kernel.run("await ct.show('nowhere')");

    assert.match(String(reply["evalue"]), /nowhere/);
  });

  it("refuses what a lattice's own types say is missing", async () => {
    const { reply } = await kernel.run(
      "// @ts-nocheck\nconst three = ct.lattice((a: number, b?: number) => double(a)); await ct.dispatch(three)()",
    );

    assert.equal(reply["ename"], "LatticeError");
    assert.match(String(reply["evalue"]), /'a' is missing/);
  });

  it("goes on while the cell spins", async () => {
    using heard = drawings();
    const cell = kernel.client.execute("await ct.dispatch(flow)(2); while (true) {}");
    const seen = await heard.settled;
    await kernel.client.interrupt();

    assert.equal((await cell.reply)["ename"], "Interrupted");
    assert.equal(documentOf(seen.at(-1)?.graph).state, "COMPLETED");
  });
});
