// Dispatches a lattice with a large argument and a large output, and prints its id when it has ended.

import * as ct from "covalent-ts";

const fill = Number(process.argv[2] ?? 1);
const data = new Float64Array(100_000).fill(fill);

const scale = ct.electron(function scale(numbers: Float64Array, by: number) {
  return numbers.map((it) => it * by);
});

const id = await ct.dispatch(ct.lattice((numbers: Float64Array) => scale(numbers, 2), { name: "large" }))(data);
await ct.getResult(id, { wait: true });
console.log(id);
