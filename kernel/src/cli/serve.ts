// `covalent-kernel serve`: what Jupyter starts.

import { realpathSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import { parseArgs } from "node:util";
import { spawnCompiler } from "../language/compiler.ts";
import { type SpawnedRunner, spawnRunner } from "../runner/spawn-runner.ts";
import { type Run, UsageError } from "./usage.ts";

/** How often, in milliseconds, a kernel looks whether who started it is still there. */
const lookEvery = 2_000;

export const run: Run = async (argv, { runner }) => {
  const { values } = parseArgs({ args: argv, options: { file: { type: "string", short: "f" } } });
  if (values.file === undefined) throw new UsageError("serve needs a connection file: -f FILE.");
  const notebook = notebookOf(process.env);
  const directory = realpathSync(notebook === undefined ? process.cwd() : dirname(notebook));
  const log = (line: string): void => void process.stderr.write(`[covalent-kernel] ${line}\n`);
  // Stripping types is stable in all but name, and the warning would be in every Jupyter log.
  process.removeAllListeners("warning");

  // Most of a start is what other processes take for theirs: they start before the rest of this one is loaded.
  const program = { script: runner, directory, notebook };
  let first: SpawnedRunner | undefined = spawnRunner(program);
  const compiler = spawnCompiler(directory);
  // Whoever wants the first answer of it is told.
  compiler.catch(() => {});
  const { openKernel, outputLimitOf, readConnectionFile, typeCheckOf } = await import("./serving.ts");

  await using kernel = await readConnectionFile(values.file)
    .catch(unreadable(values.file))
    .then((connection) =>
      openKernel({
        connection,
        onlookers: process.env["JPY_SESSION_NAME"] === undefined ? 0 : 1,
        spawnRunner() {
          const spawned = first ?? spawnRunner(program);
          first = undefined;
          return spawned;
        },
        typeCheck: typeCheckOf(process.env),
        outputLimit: outputLimitOf(process.env),
        async openLanguage() {
          const { openLanguage } = await import("../language/language.ts");
          return openLanguage({ directory, log, spawned: compiler });
        },
        log,
      }),
    )
    .catch(async (error: unknown) => {
      // Nobody has taken charge of them, and this process would not end before they do.
      first?.child.kill("SIGKILL");
      (await compiler.catch(() => undefined))?.kill("SIGKILL");
      throw error;
    });
  process.on("SIGINT", () => kernel.interrupt());
  await Promise.race([kernel.shutdown, toldToEnd(), orphaned(process.env)]);
  return 0;
};

/** @throws KERNEL_CONNECTION_UNREADABLE */
const unreadable =
  (path: string) =>
  async (cause: unknown): Promise<never> => {
    const [{ CovalentError }, { misfitOf }] = await Promise.all([
      import("covalent-ts/errors"),
      import("covalent-ts/jupyter"),
    ]);
    throw new CovalentError("KERNEL_CONNECTION_UNREADABLE", { path, reason: misfitOf(cause) }, { cause });
  };

/** The notebook's absolute path, from what Jupyter or the extension put into the environment. */
function notebookOf(env: NodeJS.ProcessEnv): string | undefined {
  const name = env["COVALENT_NOTEBOOK"] || env["JPY_SESSION_NAME"];
  if (name === undefined || name === "" || !/\.ipynb$/.test(name)) return undefined;
  // Jupyter names it relative to the server's root, and starts the kernel in the notebook's folder.
  return isAbsolute(name) ? name : resolve(process.cwd(), name.split("/").at(-1) ?? name);
}

const toldToEnd = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });

/** Jupyter says who it is to kernels that it starts, so that none outlives it. */
const orphaned = (env: NodeJS.ProcessEnv): Promise<void> =>
  new Promise((resolve) => {
    if (!env["JPY_PARENT_PID"]) return;
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve(), lookEvery).unref();
  });
