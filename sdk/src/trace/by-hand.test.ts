// What an author can do where a function cannot be captured: give its names by hand, or name it by its module.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type { ShippedFunction } from "../protocol/graph.ts";
import { callShipped } from "../ship/fixtures/elsewhere.ts";
import { electron } from "./electron.ts";
import { lattice } from "./lattice.ts";
import { traceLattice } from "./trace-lattice.ts";

/** What the function of the lattice's one electron comes to in a process that has seen none of it. */
async function elsewhere(call: () => unknown): Promise<unknown> {
  const { functions } = await traceLattice(lattice(call), []);
  const outcome = (await callShipped({ it: functions[0] as ShippedFunction })).get("it");
  return outcome?.error?.stack ?? outcome?.value;
}

describe("an electron whose names are given by hand", () => {
  it("has those values on the worker, and what is around it here", async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    assert(typeof address === "object" && address !== null);
    let connection: { readyState: string } = connect(address.port, "127.0.0.1").destroy();
    const scale = 2;
    const read = electron(() => [connection.readyState, scale], { using: { connection: { readyState: "given" } } });

    connection = { readyState: "here" };

    assert.deepEqual(await elsewhere(() => read()), ["given", 2]);
    assert.deepEqual(read(), ["here", 2]);
    await new Promise((closed) => server.close(closed));
  });

  it("has the `this` of its arrow", async () => {
    class Trainer {
      rate = 2;
      scaling() {
        return electron(() => [1, 2].map((x) => x * this.rate), { using: { this: this } });
      }
    }
    const scale = new Trainer().scaling();

    assert.deepEqual(await elsewhere(() => scale()), [2, 4]);
  });

  it("shares nothing with another electron of the same function", async () => {
    const rate = 1;
    const fn = () => rate;
    const two = electron(fn, { using: { rate: 2 } });
    const three = electron(fn, { using: { rate: 3 } });
    const all = electron(() => [two(), three(), fn()]);

    assert.deepEqual(await elsewhere(() => all()), [2, 3, 1]);
  });
});

describe("an electron of a module's export", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "covalent-module-"));
    await writeFile(
      join(folder, "fit.ts"),
      "export const fit = (x = 1): number => x + 1; export default () => 'default';",
    );
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it("is imported by the worker, from a file, its default export or a package", async () => {
    const url = pathToFileURL(join(folder, "fit.ts"));
    const fit = electron.module<(x?: number) => number>(url, "fit");
    const main = electron.module<() => string>(url.href, "default", { name: "main" });
    const basename = electron.module<(path: string) => string>("node:path", "basename");

    assert.deepEqual(await elsewhere(() => fit()), 2);
    assert.deepEqual(await elsewhere(() => main()), "default");
    assert.equal(await fit(2), 3);
    assert.equal(await basename("/a/b"), "b");
    const traced = await traceLattice(
      lattice(() => [fit(1), main()]),
      [],
    );
    assert.deepEqual(
      traced.graph.nodes.map(({ name }) => name),
      ["fit", "main"],
    );
    assert.equal(traced.functions[0]?.source, `import { fit } from "${url}";\nfit`);
  });

  it("is found by its path from the folder of the file that names it", async () => {
    const here = electron.module<typeof import("./numbering.ts").orderOf>("./numbering.ts", "orderOf");

    assert.deepEqual(await here([]), []);
  });

  it("says which export there is not", async () => {
    const url = pathToFileURL(join(folder, "fit.ts"));
    const missing = electron.module(url, "fitt");

    await assert.rejects(async () => missing(), { code: "NO_SUCH_EXPORT", message: /exports no function 'fitt'/ });
    assert.match(String(await elsewhere(() => missing())), /fit\.ts' exports no function 'fitt'\. Give the name/);
  });
});
