// Compares kernels, ours beside tslab's, Deno's and ipykernel, in one run, as Jupyter's own client meets them.
//
//   npm run bench:kernel                  needs Debian's python3-jupyter-client and python3-ipykernel
//   npm run bench:kernel -- --save        keeps the table in bench/results/kernel.txt

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Debian's own: another Python in PATH does not have Debian's packages. */
const python = "/usr/bin/python3";
const peers = join(root, ".cache", "bench-kernel");
const versions = ["tslab@1.0.22", "deno@2.9.6"];

/** Each kernel is measured so many times, in turn, and the medians count: other work on the machine is not in one's way alone. */
const rounds = 3;

/** What one kernel took, in milliseconds; null for what it cannot do. */
interface Measured {
  start: number;
  roundTrip: number;
  /** The round trip of a cell that calls a function of one of a hundred cells before it. */
  hundred: number;
  lines: number | null;
  completion: number | null;
  /** Of all its processes, once the first result is there, and after all else. */
  fresh: number;
  megabytes: number;
}

interface Contestant {
  name: string;
  argv: string[];
  /** In this kernel's language; `#` stands for a number. */
  code: { lines: string; declare: string; complete: string; cell: string; use: string };
  env?: Record<string, string>;
}

const typescript = {
  lines: "for (let n = 0; n < 10000; n++) console.log(n)",
  declare: "const measured = { alpha: 1, beta: 2 }",
  complete: "measured.al",
  cell: "const v#: number = #;\nfunction f#(x: number): number {\n  return x + v#;\n}",
  use: "f#(1)",
};
const binaries = join(peers, "node_modules");
const contestants: Contestant[] = [
  {
    name: "ours",
    argv: await installed(),
    code: typescript,
  },
  {
    name: "tslab",
    argv: [process.execPath, join(binaries, ".bin", "tslab"), "kernel", "--config-path={connection_file}"],
    code: typescript,
  },
  {
    name: "deno",
    argv: [join(binaries, "@deno", "linux-x64-glibc", "deno"), "jupyter", "--kernel", "--conn", "{connection_file}"],
    code: typescript,
    env: { DENO_DIR: join(peers, "deno"), NO_COLOR: "1" },
  },
  {
    name: "ipykernel",
    argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    code: {
      lines: "for n in range(10000): print(n)",
      declare: "class measured: alpha = 1; beta = 2",
      complete: "measured.al",
      cell: "v# = #\ndef f#(x): return x + v#",
      use: "f#(1)",
    },
  },
];

/** What Jupyter would start, once the kernel is installed as everybody installs it. */
async function installed(): Promise<string[]> {
  const prefix = await mkdtemp(join(tmpdir(), "covalent-bench-prefix-"));
  const command = join(root, "kernel", "bin", "covalent-kernel.mjs");
  spawnSync(process.execPath, [command, "install", "--prefix", prefix, "--name", "ours"], { stdio: "inherit" });
  const spec = await readFile(join(prefix, "share", "jupyter", "kernels", "ours", "kernel.json"), "utf8");
  await rm(prefix, { recursive: true });
  const { argv }: { argv: string[] } = JSON.parse(spec);
  return argv;
}

async function installPeers(): Promise<void> {
  if (existsSync(join(binaries, "tslab"))) return;
  await mkdir(peers, { recursive: true });
  await writeFile(join(peers, "package.json"), '{ "private": true }\n');
  const { NODE_OPTIONS: _, ...env } = process.env;
  const options = ["--no-fund", "--no-audit", "--loglevel=error", "--ignore-scripts"];
  spawnSync("npm", ["install", ...options, ...versions], { cwd: peers, env, stdio: "inherit" });
}

async function measure({ name, argv, code, env = {} }: Contestant, kernels: string): Promise<Measured | string> {
  const folder = join(kernels, "kernels", name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "kernel.json"), JSON.stringify({ argv, display_name: name, language: "any", env }));
  const done = spawnSync(python, [join(import.meta.dirname, "measure.py"), name, JSON.stringify(code)], {
    // tslab finds the types of Node in the folder that it is started in.
    cwd: existsSync(peers) ? peers : root,
    env: { ...process.env, NODE_OPTIONS: "", JUPYTER_PATH: kernels, COVALENT_DATA_DIR: join(kernels, "data") },
    encoding: "utf8",
    timeout: 180_000,
  });
  const last = done.stdout.trim().split("\n").at(-1) ?? "";
  return done.status === 0 ? JSON.parse(last) : (done.stderr.trim().split("\n").at(-1) ?? "it failed");
}

/** Of each figure by itself. What failed once has failed. */
function medianOf(measured: readonly (Measured | string)[]): Measured | string {
  const failure = measured.find((it) => typeof it === "string");
  if (failure !== undefined) return failure;
  const median = (what: keyof Measured): number | null => {
    const values = measured.map((it) => (typeof it === "string" ? null : it[what]));
    const known = values.filter((it) => it !== null).sort((a, b) => a - b);
    return known.length < values.length ? null : (known[known.length >> 1] ?? null);
  };
  const sure = (what: keyof Measured): number => median(what) ?? Number.NaN;
  return {
    start: sure("start"),
    roundTrip: sure("roundTrip"),
    hundred: sure("hundred"),
    lines: median("lines"),
    completion: median("completion"),
    fresh: sure("fresh"),
    megabytes: sure("megabytes"),
  };
}

const rows: [what: keyof Measured, title: string][] = [
  ["start", "start to first result, ms"],
  ["roundTrip", "`1 + 1`, median ms"],
  ["hundred", "a cell after 100 others, median ms"],
  ["lines", "10,000 lines of output, ms"],
  ["completion", "completion after a dot, median ms"],
  ["fresh", "memory at the first result, MB"],
  ["megabytes", "memory after all that, MB"],
];

await installPeers();
const kernels = await mkdtemp(join(tmpdir(), "covalent-bench-"));
const results = new Map<string, Measured | string>();
const all = new Map<string, (Measured | string)[]>();
for (let round = 0; round < rounds; round++) {
  for (const contestant of contestants) {
    const measured = await measure(contestant, kernels);
    all.set(contestant.name, [...(all.get(contestant.name) ?? []), measured]);
  }
}
for (const [name, measured] of all) results.set(name, medianOf(measured));
await rm(kernels, { recursive: true, force: true, maxRetries: 20 });

const ours = results.get("ours");
const say = (result: Measured | string | undefined, what: keyof Measured): string => {
  const value = typeof result === "object" ? result[what] : null;
  if (value === null) return "-";
  const own = typeof ours === "object" ? ours[what] : null;
  const ratio = result === ours || own === null ? "" : ` (${(value / own).toFixed(1)}×)`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${ratio}`;
};
const names = contestants.map(({ name }) => name);
let text = "";
const write = (line: string): void => {
  process.stdout.write(line);
  text += line;
};
write(`| | ${names.join(" | ")} |\n|${" --- |".repeat(names.length + 1)}\n`);
for (const [what, title] of rows) {
  write(`| ${title} | ${names.map((name) => say(results.get(name), what)).join(" | ")} |\n`);
}
for (const [name, result] of results) if (typeof result === "string") write(`\n${name}: ${result}\n`);
write(
  `\nNode ${process.versions.node}, ${versions.join(", ")}; ratios to ours. Medians of ${rounds} rounds, driven by jupyter_client.\n`,
);
write(`${cpus().length} processors, ${cpus()[0]?.model ?? "unknown"}; load at the end ${loadavg()[0]?.toFixed(1)}.\n`);
if (process.argv.includes("--save")) await writeFile(join(root, "bench", "results", "kernel.txt"), text);
