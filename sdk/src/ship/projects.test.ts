import assert from "node:assert/strict";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pack, ShippedFunction, unpack, WireError } from "covalent-ts/protocol";
import * as z from "zod";
import { Writer } from "./bytes.ts";
import { openProject, type Project } from "./fixtures/project.ts";
import { decodeValue } from "./index.ts";
import { layOut } from "./project-copy.ts";

/** An author's project: what is shipped imports a file, which imports another, and a package. */
const sources = {
  "src/main.ts": `
    import { pack } from "covalent-ts/protocol";
    import { shipFunction } from "covalent-ts/ship";
    import { fail, Model, pay } from "./rate.ts";
    const ship = (fn: (...args: never[]) => unknown) => shipFunction(fn, { electron: "it" });
    process.stdout.write(pack([ship(() => pay(10)), ship(() => fail()), ship(() => new Model(3)), ship(() => 1)]));`,
  "src/rate.ts": `
    import sum from "only-esm";
    import { factor } from "./lib/factor.ts";
    export const pay = (hours: number): number => sum(hours * factor, 1);
    export const fail = (): never => { throw new RangeError("no"); };
    export class Model { rate: number; constructor(rate: number) { this.rate = rate * factor; } }`,
  "src/lib/factor.ts": "export const factor: number = 2;",
};

/** A worker: receives functions from its standard input, one after the other, and says what each comes to. */
const worker = `
  import { pack, unpack } from "covalent-ts/protocol";
  import { copyProjectsTo, describeError, encodeValue, receiveFunction } from "covalent-ts/ship";
  import { buffer } from "node:stream/consumers";
  copyProjectsTo(process.cwd() + "/projects");
  const said: unknown[] = [];
  for (const shipped of unpack(await buffer(process.stdin)) as never[]) {
    try {
      const value = (await receiveFunction(shipped, { directory: process.cwd() }))();
      said.push({ bytes: encodeValue(value, { about: { what: "it" } }).bytes });
    } catch (error) {
      said.push({ error: describeError(error) });
    }
  }
  process.stdout.write(pack(said));`;

const Said = z.array(z.object({ bytes: z.instanceof(Uint8Array).optional(), error: WireError.optional() }));

async function ship(project: Project): Promise<[ShippedFunction, ShippedFunction, ShippedFunction, ShippedFunction]> {
  const shipped = z.array(ShippedFunction).parse(unpack(await project.run("src/main.ts")));
  assert.equal(shipped.length, 4);
  return shipped as [ShippedFunction, ShippedFunction, ShippedFunction, ShippedFunction];
}
const run = async (place: Project, ...shipped: ShippedFunction[]) =>
  Said.parse(unpack(await place.run("worker.ts", pack(shipped))));
const valueIn = ({ bytes, error }: z.infer<typeof Said>[number]) => {
  assert.equal(error, undefined);
  return decodeValue(bytes ?? new Uint8Array(), { directory: process.cwd() });
};
const contentOf = ({ hash }: ShippedFunction) => hash.split(".")[0];

describe("a project's own files", () => {
  it("are imported where they lie while they are as they were", async () => {
    await using project = await openProject({ ...sources, "worker.ts": worker });
    const [pay] = await ship(project);

    const [said] = await run(project, pay);

    assert.equal(await valueIn(said ?? {}), 21);
    assert.equal((await readdir(project.directory)).includes("projects"), false);
  });

  it("run as they were dispatched, although one that they import was edited since", async () => {
    await using project = await openProject({ ...sources, "worker.ts": worker });
    const [pay, fail] = await ship(project);
    await project.write("src/lib/factor.ts", "export const factor: number = 3;");
    const [later] = await ship(project);

    const [before, failed, after] = await run(project, pay, fail, later);

    assert.equal(await valueIn(before ?? {}), 21);
    assert.equal(await valueIn(after ?? {}), 31);
    assert.equal(failed?.error?.place?.file, join(project.directory, "src/rate.ts"));
    assert.match(failed?.error?.stack ?? "", /RangeError: no\n.*src\/rate\.ts:5/);
    assert.doesNotMatch(failed?.error?.stack ?? "", /projects/);
  });

  it("run in two states in one worker, whichever comes first", async () => {
    await using project = await openProject({ ...sources, "worker.ts": worker });
    const [pay] = await ship(project);
    await project.write("src/lib/factor.ts", "export const factor: number = 3;");
    const [later] = await ship(project);

    const said = await run(project, later, pay, later, pay);

    assert.deepEqual(await Promise.all(said.map(valueIn)), [31, 21, 31, 21]);
  });

  it("run where they have never been, with the packages that are there", async () => {
    await using project = await openProject(sources);
    await using elsewhere = await openProject({ "worker.ts": worker });
    const [pay] = await ship(project);
    await rename(join(project.directory, "src"), join(project.directory, "gone"));
    await rm(join(project.directory, "node_modules"), { recursive: true });
    await rm(join(project.directory, "package.json"));

    const [said] = await run(elsewhere, pay);

    assert.equal(await valueIn(said ?? {}), 21);
  });

  it("give back instances of the author's own classes from a copy", async () => {
    await using project = await openProject({ ...sources, "worker.ts": worker });
    const [, , model] = await ship(project);
    await project.write("src/lib/factor.ts", "export const factor: number = 3;");
    const [said] = await run(project, model);
    const { Model } = await import(join(project.directory, "src/rate.ts"));

    const value = await valueIn(said ?? {});

    assert.ok(value instanceof Model);
    assert.equal(Reflect.get(Object(value), "rate"), 6);
  });

  it("count for the hash by their contents and their paths in the project, all that they import included", async () => {
    await using project = await openProject(sources);
    await using other = await openProject(sources);
    const before = await ship(project);

    assert.deepEqual((await ship(other)).map(contentOf), before.map(contentOf));
    await project.write("src/lib/factor.ts", "export const factor: number = 3;");
    const after = await ship(project);
    assert.notEqual(contentOf(after[0]), contentOf(before[0]));
    assert.equal(contentOf(after[3]), contentOf(before[3]));
  });

  it("are found through aliases, in CommonJS and as JSON", async () => {
    const files = {
      "package.json": JSON.stringify({ name: "a", imports: { "#rate": "./rate.cjs" } }),
      "main.mjs": `
        import { pack } from "covalent-ts/protocol";
        import { shipFunction } from "covalent-ts/ship";
        import { pay } from "./pay.mjs";
        process.stdout.write(pack([shipFunction(() => pay(), { electron: "it" })]));`,
      "pay.mjs": 'import rate from "#rate"; export const pay = () => rate.rate();',
      "rate.cjs": 'const table = require("./table"); exports.rate = () => table.rate;',
      "table.json": '{ "rate": 5 }',
    };
    await using project = await openProject({ ...files, "worker.ts": worker });
    const shipped = z.array(ShippedFunction).parse(unpack(await project.run("main.mjs")));
    await project.write("table.json", '{ "rate": 6 }');

    const [said] = await run(project, ...shipped);

    assert.equal(await valueIn(said ?? {}), 5);
  });

  it("never leave the folder of their copy", async () => {
    await using project = await openProject();
    const out = new Writer();
    out.count(1);
    out.text("../../escaped.js");
    out.block(Buffer.from("1"));
    const projects = join(project.directory, "projects");
    const options = { root: project.directory, hash: "0".repeat(16), from: project.directory, projects };

    assert.throws(() => layOut(out.finish(), options), { code: "BAD_MESSAGE", message: /lies outside/ });
    assert.deepEqual(await readdir(projects), []);
  });
});
