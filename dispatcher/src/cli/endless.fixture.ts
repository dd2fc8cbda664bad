// Dispatches a lattice whose first electron never ends, and prints its id.

import * as ct from "covalent-ts";

const wait = ct.electron(async function wait(): Promise<number> {
  console.log("waiting for ever");
  return new Promise(() => setInterval(() => {}, 60_000));
});

const next = ct.electron(function next(x: number) {
  return x + 1;
});

console.log(await ct.dispatch(ct.lattice(() => next(wait()), { name: "endless" }))());
