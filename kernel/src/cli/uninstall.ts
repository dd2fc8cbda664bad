// `covalent-kernel uninstall`: takes the kernelspec away again.

import { parseArgs } from "node:util";
import { kernelsFolder, removeKernelspec } from "../install/kernelspec.ts";
import { placeOf, placeOptions } from "./place.ts";
import type { Run } from "./usage.ts";

export const run: Run = async (argv) => {
  const { place, name } = placeOf(parseArgs({ args: argv, options: placeOptions }).values);
  const removed = await removeKernelspec(place, name);
  if (removed === undefined) {
    process.stderr.write(`There is no kernel '${name}' in ${kernelsFolder(place)}.\n`);
    return 1;
  }
  process.stdout.write(`Removed ${removed}\n`);
  return 0;
};
