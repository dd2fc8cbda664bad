// Ships every case from everywhere an author writes, each into a process of its own, and prints what became of it.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { pack, ShippedFunction, unpack } from "covalent-ts/protocol";
import { build } from "esbuild";
import * as z from "zod";
import { openProject, type Project } from "../../sdk/src/ship/fixtures/project.ts";
import { refusedCases } from "./fixtures/refused.ts";
import { type Fixture, type Origin, origins, sourceOf } from "./origins.ts";
import { type Outcome, printTable } from "./table.ts";

const ship = "../../sdk/src/ship/fixtures";
const fixtures: readonly Fixture[] = [
  { name: "closures", exported: "closures", source: sourceOf(`${ship}/closures.ts`), erasable: true, compiled: false },
  {
    name: "class-closures",
    exported: "classClosures",
    source: sourceOf(`${ship}/class-closures.ts`),
    erasable: true,
    compiled: false,
  },
  {
    name: "odd-closures",
    exported: "oddClosures",
    source: sourceOf(`${ship}/odd-closures.ts`),
    erasable: true,
    compiled: false,
  },
  {
    name: "platform-closures",
    exported: "platformClosures",
    source: sourceOf(`${ship}/platform-closures.ts`),
    erasable: true,
    compiled: false,
  },
  {
    name: "native",
    exported: "nativeCases",
    source: sourceOf("fixtures/native.ts.txt"),
    erasable: false,
    compiled: false,
  },
  {
    name: "decorated",
    exported: "decoratedCases",
    source: sourceOf("fixtures/decorated.ts.txt"),
    erasable: false,
    compiled: true,
  },
  {
    name: "refused",
    exported: "refusedCases",
    source: sourceOf("fixtures/refused.ts"),
    erasable: true,
    compiled: false,
  },
];

const ShippedCase = z.object({
  title: z.string(),
  shipped: ShippedFunction.optional(),
  expected: z.instanceof(Uint8Array).optional(),
  refusal: z.string().optional(),
});
type ShippedCase = z.infer<typeof ShippedCase>;

/** Bundled, because a process for each case starts ten times as fast then. */
async function bundleOf(program: string, folder: string): Promise<string> {
  const outfile = join(folder, "call-case.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL(program, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["source"],
    // Some of what it bundles is CommonJS, and asks for Node's modules.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    logLevel: "error",
  });
  return outfile;
}

/** What one shipped case comes to in a process of its own. */
async function callElsewhere({ title, shipped, expected, refusal }: ShippedCase, directory: string): Promise<Outcome> {
  const promised = refusedCases[title]?.refused;
  if (promised) {
    if (refusal === undefined) return { is: "failed", why: "it was shipped, and should have been refused" };
    return promised.test(refusal) ? { is: "refused" } : { is: "failed", why: refusal };
  }
  if (refusal !== undefined) return { is: "failed", why: refusal };
  const child = spawn(process.execPath, [program], { cwd: directory, stdio: ["pipe", "ignore", "pipe"] });
  child.stdin.end(pack({ shipped, expected, directory }));
  const said = text(child.stderr);
  const code = await new Promise((exited) => child.once("exit", exited));
  return code === 0 ? { is: "passed" } : { is: "failed", why: await said };
}

/** Calls `work` on each item, so many at a time. */
async function each<T>(items: readonly T[], atATime: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const one = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, one));
}

async function shipFrom(origin: Origin, fixture: Fixture, project: Project): Promise<ShippedCase[]> {
  const output = join(project.directory, `${fixture.name}.shipped`);
  await origin.ship(fixture, project, output);
  return z.array(ShippedCase).parse(unpack(await readFile(output)));
}

const dataDirectory = await mkdtemp(join(tmpdir(), "covalent-shipping-"));
process.env["COVALENT_DATA_DIR"] = dataDirectory;
const program = await bundleOf("./call-case.ts", dataDirectory);
const table = new Map<string, Map<string, Outcome>>();
const put = (title: string, origin: Origin, outcome: Outcome): void => {
  table.set(title, (table.get(title) ?? new Map()).set(origin.name, outcome));
};
for (const origin of origins) {
  console.log(`shipping from: ${origin.name}`);
  for (const fixture of fixtures.filter((it) => origin.takes(it))) {
    await using project = await openProject({
      "ship-cases.js": sourceOf("ship-cases.js"),
      "other-file.ts": sourceOf(`${ship}/other-file.ts`),
      "elsewhere.ts": "export interface Case { fn: () => unknown; expected: unknown }",
    });
    let cases: ShippedCase[];
    try {
      cases = await shipFrom(origin, fixture, project);
    } catch (error) {
      put(`(all of ${fixture.name})`, origin, { is: "failed", why: String(error) });
      continue;
    }
    // In the order they are written, whichever ends first.
    for (const { title } of cases) if (!table.has(title)) table.set(title, new Map());
    await each(
      cases.filter(({ title }) => !(title in origin.without)),
      availableParallelism(),
      async (it) => put(it.title, origin, await callElsewhere(it, project.directory)),
    );
  }
}
await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
process.exitCode = printTable(table, origins) ? 0 : 1;
