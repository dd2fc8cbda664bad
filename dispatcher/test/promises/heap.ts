// Loaded into a dispatcher before anything else: told by SIGUSR2, it collects its garbage and writes how many bytes it still holds.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");
let told = 0;

process.on("SIGUSR2", () => {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  told += 1;
  writeFileSync(join(process.env["COVALENT_DATA_DIR"] ?? "", `held-${told}`), `${heapUsed + external}\n`);
});
