// `covalent-kernel install`: makes the kernel known to Jupyter, without Python.

import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { writeKernelspec } from "../install/kernelspec.ts";
import { placeOf, placeOptions } from "./place.ts";
import type { Run } from "./usage.ts";

export const run: Run = async (argv, { program }) => {
  const options = { ...placeOptions, "display-name": { type: "string", default: "Covalent (TypeScript)" } } as const;
  const { values } = parseArgs({ args: argv, options });
  const { place, name } = placeOf(values);
  await build(dirname(dirname(realpathSync(program))));
  const folder = await writeKernelspec({
    place,
    name,
    displayName: values["display-name"],
    argv: [process.execPath, realpathSync(program)],
  });
  process.stdout.write(`Installed kernel '${name}' in ${folder}\n`);
  return 0;
};

/** In the repository; the package of npm is built already. */
async function build(kernel: string): Promise<void> {
  const recipe = join(kernel, "build.mjs");
  if (!existsSync(recipe)) return;
  await promisify(execFile)(process.execPath, [recipe]).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The kernel could not be built, and starts from its sources, which takes longer: ${why}\n`);
  });
}
