// Compares kernels, ours beside tslab's, Deno's and ipykernel, in one run, as Jupyter's own client meets them.
//
//   npm run bench:kernel                  needs Debian's python3-jupyter-client and python3-ipykernel

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Debian's own: another Python in PATH does not have Debian's packages. */
const python = "/usr/bin/python3";
const peers = join(root, ".cache", "bench-kernel");
const versions = ["tslab@1.0.22", "deno@2.9.6"];

/** What one kernel took, in milliseconds; null for what it cannot do. */
interface Measured {
  start: number;
  roundTrip: number;
  lines: number | null;
  completion: number | null;
  megabytes: number;
}

interface Contestant {
  name: string;
  argv: string[];
  /** In this kernel's language. */
  code: { lines: string; declare: string; complete: string };
  env?: Record<string, string>;
}

const typescript = {
  lines: "for (let n = 0; n < 10000; n++) console.log(n)",
  declare: "const measured = { alpha: 1, beta: 2 }",
  complete: "measured.al",
};
const binaries = join(peers, "node_modules");
const contestants: Contestant[] = [
  {
    name: "ours",
    argv: [process.execPath, join(root, "kernel", "bin", "covalent-kernel.mjs"), "serve", "-f", "{connection_file}"],
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
    },
  },
];

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

const rows: [what: keyof Measured, title: string][] = [
  ["start", "start to first result, ms"],
  ["roundTrip", "`1 + 1`, median ms"],
  ["lines", "10,000 lines of output, ms"],
  ["completion", "completion after a dot, median ms"],
  ["megabytes", "memory after that, MB"],
];

await installPeers();
const kernels = await mkdtemp(join(tmpdir(), "covalent-bench-"));
const results = new Map<string, Measured | string>();
for (const contestant of contestants) results.set(contestant.name, await measure(contestant, kernels));
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
process.stdout.write(`| | ${names.join(" | ")} |\n|${" --- |".repeat(names.length + 1)}\n`);
for (const [what, title] of rows) {
  process.stdout.write(`| ${title} | ${names.map((name) => say(results.get(name), what)).join(" | ")} |\n`);
}
for (const [name, result] of results) if (typeof result === "string") process.stdout.write(`\n${name}: ${result}\n`);
process.stdout.write(
  `\nNode ${process.versions.node}, ${versions.join(", ")}; ratios to ours. Driven by jupyter_client.\n`,
);
