// Dispatches two lattices, one that completes and one in which an electron fails; prints their ids when both have ended.

import * as ct from "covalent-ts";

const load = ct.electron(function load(n: number) {
  console.log(`loading ${n} rows`);
  return Array.from({ length: n }, (_, row) => row);
});

const square = ct.electron(function square(rows: number[], at: number) {
  return (rows[at] ?? 0) ** 2;
});

const train = ct.electron(function train(rate: number): { rate: number } {
  console.error("about to diverge");
  throw new RangeError(`a rate of ${rate} is too high`, { cause: new Error("the loss is infinite") });
});

const score = ct.electron(function score(model: { rate: number }) {
  return model.rate;
});

const double = ct.electron(function double(x: number) {
  return x * 2;
});

const sumTwice = ct.lattice(function sumTwice(x: number) {
  return double(double(x));
});

const squares = ct.lattice(function squares(n: number) {
  const rows = load(n);
  return [ct.electron(sumTwice)(n), ...Array.from({ length: n }, (_, at) => square(rows, at))];
});

const sweep = ct.lattice(function sweep(n: number, rate: number) {
  return [load(n), score(train(rate))];
});

for (const dispatch of [() => ct.dispatch(squares)(12), () => ct.dispatch(sweep)(3, 10)]) {
  const id = await dispatch();
  await ct.getResult(id, { wait: true });
  console.log(id);
}
