// The main job, without an editor: runs iris.ipynb through the real kernel, dispatcher and workers, and says what came of it.

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { latticeMime } from "covalent-ts/protocol";
import { z } from "zod";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const notebook = join(root, "examples", "iris.ipynb");
const executed = join(root, ".artifacts", "iris.executed.ipynb");

// A data directory of its own: trying the project leaves a person's own dispatches alone.
const env = { ...process.env, COVALENT_DATA_DIR: join(root, ".cache", "quickstart") };

const run = (command: string, ...args: string[]): Promise<number> =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(root, command), ...args], { cwd: root, env, stdio: "inherit" });
    child.on("error", failed);
    child.on("exit", (code) => done(code ?? 1));
  });

/** nbformat keeps text as a list of its lines. */
const Text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))]);
const Bundle = z.object({
  "text/plain": Text.optional(),
  "image/svg+xml": Text.optional(),
  [latticeMime]: z.looseObject({ version: z.literal(1) }).optional(),
});
type Bundle = z.infer<typeof Bundle>;
const Notebook = z.object({
  cells: z.array(z.object({ outputs: z.array(z.object({ data: Bundle.optional() })).optional() })),
});

/** The mime bundles that the executed notebook shows, in order. */
function bundlesOf(path: string): Bundle[] {
  const { cells } = Notebook.parse(JSON.parse(readFileSync(path, "utf8")));
  return cells.flatMap((cell) => cell.outputs ?? []).flatMap((output) => output.data ?? []);
}

mkdirSync(dirname(executed), { recursive: true });
mkdirSync(env.COVALENT_DATA_DIR, { recursive: true });
const status = await run("kernel/bin/covalent-kernel.mjs", "run", notebook, "--output", executed);
await run("dispatcher/bin/covalent.mjs", "stop");
if (status !== 0) process.exit(status);

const bundles = bundlesOf(executed);
const score = Number(bundles.at(-1)?.["text/plain"]);
const graph = bundles.find((bundle) => bundle[latticeMime] !== undefined);
if (!(score >= 0.8 && score <= 1) || graph?.["image/svg+xml"] === undefined) {
  console.error("The notebook ran, but shows no score from 0.80 to 1.00, or no graph.");
  process.exit(1);
}
console.log(`\nScore     ${score.toFixed(2)}`);
console.log(`Notebook  ${relative(process.cwd(), executed)} (executed, with its graph)`);
