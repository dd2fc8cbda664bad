// `covalent-kernel install`: makes the kernel known to Jupyter, without Python.

import { realpathSync } from "node:fs";
import { parseArgs } from "node:util";
import { writeKernelspec } from "../install/kernelspec.ts";
import { placeOf, placeOptions } from "./place.ts";
import type { Run } from "./usage.ts";

export const run: Run = async (argv, { program }) => {
  const options = { ...placeOptions, "display-name": { type: "string", default: "Covalent (TypeScript)" } } as const;
  const { values } = parseArgs({ args: argv, options });
  const { place, name } = placeOf(values);
  const folder = await writeKernelspec({
    place,
    name,
    displayName: values["display-name"],
    argv: [process.execPath, realpathSync(program)],
  });
  process.stdout.write(`Installed kernel '${name}' in ${folder}\n`);
  return 0;
};
