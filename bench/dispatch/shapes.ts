// The shapes that are measured, in the order of the table: how large, in what units, and who can be asked for them.

export interface Metric {
  /** The key in a contestant's answer. */
  name: string;
  /** In the table: "ms", "electrons/s". */
  unit: string;
  better: "less" | "more";
}

export interface Shape {
  name: string;
  /** What the table calls it; `#` stands for the size. */
  title: string;
  metrics: readonly Metric[];
  /** Of a quick run, and of a full one. A shape without a size has one of 0. */
  sizes: { quick: readonly number[]; full: readonly number[] };
  /** The largest size that peers are asked for. Those of them that hold a task in kilobytes take minutes beyond it. */
  mostForPeers: number;
  /** How often a full run repeats it, for the median. */
  repeats: number;
}

const rate: Metric = { name: "perSecond", unit: "electrons/s", better: "more" };
const less = (name: string, unit: string): Metric => ({ name, unit, better: "less" });
const never = -1;

export const shapes: readonly Shape[] = [
  {
    name: "cold",
    title: "nothing running, to the first result",
    metrics: [less("ms", "ms")],
    sizes: { quick: [0], full: [0] },
    mostForPeers: 0,
    repeats: 5,
  },
  {
    name: "round-trip",
    title: "round trip of one electron",
    metrics: [less("p50", "ms, p50"), less("p99", "ms, p99")],
    sizes: { quick: [200], full: [1_000] },
    mostForPeers: 1_000,
    repeats: 3,
  },
  {
    name: "fan-out",
    title: "fan-out of #",
    metrics: [rate],
    sizes: { quick: [100, 1_000, 10_000], full: [100, 1_000, 10_000, 100_000, 1_000_000] },
    mostForPeers: 10_000,
    repeats: 3,
  },
  {
    name: "chain",
    title: "chain of #",
    metrics: [less("perHop", "ms a hop")],
    sizes: { quick: [10, 100, 1_000], full: [10, 100, 1_000, 10_000] },
    mostForPeers: 1_000,
    repeats: 3,
  },
  {
    name: "tree",
    title: "binary tree over # leaves",
    metrics: [rate],
    sizes: { quick: [256], full: [1_024] },
    mostForPeers: 1_024,
    repeats: 3,
  },
  {
    name: "map-reduce",
    title: "# maps, shuffled to 10 reduces",
    metrics: [rate],
    sizes: { quick: [100], full: [100, 1_000] },
    mostForPeers: 1_000,
    repeats: 3,
  },
  {
    name: "grid",
    title: "grid of # × #, each needs three",
    metrics: [rate],
    sizes: { quick: [16], full: [32] },
    mostForPeers: 32,
    repeats: 3,
  },
  {
    name: "payload",
    title: "chain of 5, # along each edge",
    metrics: [less("perEdge", "ms an edge")],
    sizes: { quick: [0, 65_536, 1_000_000], full: [0, 1_000, 65_536, 1_000_000, 10_000_000, 100_000_000] },
    mostForPeers: 100_000_000,
    repeats: 3,
  },
  {
    name: "granularity",
    title: "METG(50 %), shortest useful electron",
    metrics: [less("metg", "ms")],
    sizes: { quick: [500], full: [2_000] },
    mostForPeers: 2_000,
    repeats: 3,
  },
  {
    name: "memory",
    title: "memory, # electrons that wait",
    metrics: [less("held", "bytes an electron"), less("peak", "bytes an electron, peak")],
    sizes: { quick: [20_000], full: [100_000, 1_000_000] },
    mostForPeers: never,
    repeats: 1,
  },
  {
    name: "goodput",
    title: "goodput, a worker killed each second, # s",
    metrics: [{ name: "percent", unit: "% of ideal", better: "more" }, less("kills", "workers killed")],
    sizes: { quick: [4], full: [20] },
    mostForPeers: never,
    repeats: 1,
  },
  {
    name: "resume",
    title: "resume after kill -9, # half done",
    metrics: [less("seconds", "s until electrons run"), less("repeated", "completed electrons run again")],
    sizes: { quick: [10_000], full: [100_000] },
    mostForPeers: never,
    repeats: 3,
  },
  {
    name: "idle",
    title: "dispatcher at rest",
    metrics: [less("megabytes", "MB"), less("processor", "% of a processor")],
    // It takes up to twice the two seconds after which it rests.
    sizes: { quick: [4], full: [10] },
    mostForPeers: never,
    repeats: 1,
  },
];
