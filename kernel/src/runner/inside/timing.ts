// How long something takes, measured often enough to mean something.

const runs = 7;
/** Milliseconds that one run takes at least: below that the clock's own steps are seen. */
const shortest = 50;

const units: [name: string, milliseconds: number][] = [
  ["s", 1_000],
  ["ms", 1],
  ["µs", 1e-3],
  ["ns", 1e-6],
];

/** "1.53 s", "420 µs" */
export function sayDuration(milliseconds: number): string {
  const [name, size] = units.find(([, it]) => milliseconds >= it) ?? ["ns", 1e-6];
  return `${Number((milliseconds / size).toPrecision(3))} ${name}`;
}

/** As IPython says it: mean and standard deviation of several runs, each a loop that is long enough. */
export async function timeRuns(work: () => Promise<unknown>): Promise<string> {
  let loops = 1;
  let took = await timeLoop(work, loops);
  while (took < shortest) {
    loops *= took < shortest / 10 ? 10 : 2;
    took = await timeLoop(work, loops);
  }
  const each = [took / loops];
  while (each.length < runs) each.push((await timeLoop(work, loops)) / loops);
  const mean = each.reduce((sum, it) => sum + it, 0) / runs;
  const deviation = Math.sqrt(each.reduce((sum, it) => sum + (it - mean) ** 2, 0) / runs);
  const counted = `${runs} runs of ${loops.toLocaleString("en")} ${loops === 1 ? "loop" : "loops"}`;
  return `${sayDuration(mean)} ± ${sayDuration(deviation)} per loop (mean ± standard deviation of ${counted})`;
}

async function timeLoop(work: () => Promise<unknown>, loops: number): Promise<number> {
  const start = performance.now();
  for (let n = 0; n < loops; n += 1) await work();
  return performance.now() - start;
}
