// A client that dispatches, says the id, waits for the result, and is killed before it comes.

import { existsSync } from "node:fs";
import * as ct from "covalent-ts";

const untilThere = ct.electron(async (path: string) => {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10));
  return 41;
});
const next = ct.electron((x: number) => x + 1);

const id = await ct.dispatch(ct.lattice((path: string) => next(untilThere(path)), { name: "doomed" }))(
  process.argv[2] ?? "",
);
console.log(id);
await ct.getResult(id, { wait: true });
