// `covalent-kernel run`: executes a notebook through a real kernel, without a front end.

import { realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { executeNotebook } from "../notebook/execute.ts";
import { readNotebook, writeNotebook } from "../notebook/format.ts";
import { startKernel } from "../notebook/kernel-process.ts";
import { progressLines } from "../notebook/progress.ts";
import { type Run, UsageError } from "./usage.ts";

export const run: Run = async (argv, { program }) => {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { output: { type: "string", short: "o" }, timeout: { type: "string" } },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError("run takes one notebook.");
  const timeout = values.timeout === undefined ? undefined : Number(values.timeout);
  if (timeout !== undefined && !(timeout > 0)) throw new UsageError("--timeout takes a number of seconds above 0.");

  const file = resolve(path);
  const notebook = await readNotebook(file);
  const output = resolve(values.output ?? file.replace(/(\.ipynb)?$/, ".executed.ipynb"));
  const tell = progressLines((text) => void process.stdout.write(text));
  try {
    await using kernel = await startKernel({
      program: realpathSync(program),
      directory: dirname(file),
      notebook: file,
    });
    const ok = await executeNotebook(notebook, kernel, timeout === undefined ? { tell } : { tell, timeout });
    return ok ? 0 : 1;
  } finally {
    // What ran before a failure is worth reading.
    await writeNotebook(output, notebook);
    process.stdout.write(`Executed notebook: ${output}\n`);
  }
};
