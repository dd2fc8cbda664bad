// Who else can be had on this machine: each peer is installed where it is not there, outside the project, or left out with the reason.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "./contestant.ts";

const cache = fileURLToPath(new URL("../../.cache/bench-dispatch", import.meta.url));
const programs = join(import.meta.dirname, "peers");
/** Debian's own: another Python in PATH does not have Debian's packages. */
const debianPython = "/usr/bin/python3";
const environment = join(cache, "python");

export interface Peer extends Program {
  version: string;
}

export interface LeftOut {
  name: string;
  because: string;
}

interface Found {
  peers: Peer[];
  leftOut: LeftOut[];
}

interface PythonPeer {
  name: string;
  /** What pip calls it, and what Python does. */
  pip: string;
  module: string;
  debian: readonly string[];
  program: string;
}

const pythonPeers: readonly PythonPeer[] = [
  { name: "Dask", pip: "distributed", module: "distributed", debian: ["python3-distributed"], program: "dask_peer.py" },
  {
    name: "Celery",
    pip: "celery[redis]",
    module: "celery",
    debian: ["python3-celery", "python3-redis", "redis-server"],
    program: "celery_peer.py",
  },
  { name: "Ray", pip: "ray", module: "ray", debian: [], program: "ray_peer.py" },
  { name: "Parsl", pip: "parsl", module: "parsl", debian: [], program: "parsl_peer.py" },
  { name: "Covalent", pip: "covalent", module: "covalent", debian: [], program: "covalent_peer.py" },
];

interface Ran {
  ok: boolean;
  out: string;
  /** The last line that says what was wrong. */
  wrong: string;
}

function run(command: string, args: readonly string[], cwd?: string): Ran {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const done = spawnSync(command, args, { env: { ...env, DEBIAN_FRONTEND: "noninteractive" }, cwd, encoding: "utf8" });
  const lines = `${done.error?.message ?? ""}\n${done.stderr ?? ""}`.trim().split("\n");
  return { ok: done.status === 0, out: (done.stdout ?? "").trim(), wrong: lines.at(-1) ?? "" };
}

/** Looks for all of them, and installs what is missing: from npm, by pip, or from Debian. */
export async function findPeers(): Promise<Found> {
  await mkdir(cache, { recursive: true });
  const found: Found = { peers: [], leftOut: [] };
  const add = (peer: Peer | LeftOut) => {
    if ("command" in peer) found.peers.push(peer);
    else found.leftOut.push(peer);
  };
  add(await findBull());
  for (const peer of pythonPeers) add(findPython(peer));
  return found;
}

async function findBull(): Promise<Peer | LeftOut> {
  const name = "BullMQ";
  if (!run("redis-server", ["--version"]).ok && !installDebian(["redis-server"]))
    return { name, because: "there is no redis-server, and it cannot be installed" };
  const folder = join(cache, "bull");
  const manifest = join(folder, "node_modules", "bullmq", "package.json");
  if (!existsSync(manifest)) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), '{ "private": true }\n');
    const options = ["--no-fund", "--no-audit", "--loglevel=error", "--ignore-scripts"];
    const { ok, wrong } = run("npm", ["install", ...options, "bullmq@5"], folder);
    if (!ok) return { name, because: `npm: ${wrong}` };
  }
  const { version } = (await import(manifest, { with: { type: "json" } })).default;
  return { name, version, command: [process.execPath, join(programs, "bull.mjs"), folder] };
}

const versionOf = (python: string, module: string): string | undefined => {
  const { ok, out } = run(python, ["-c", `import ${module}; print(${module}.__version__)`]);
  return ok ? out.split("\n").at(-1) : undefined;
};

// The newest by pip; where pip cannot have it, the one of Debian.
function findPython({ name, pip, module, debian, program }: PythonPeer): Peer | LeftOut {
  const own = join(environment, "bin", "python");
  const peer = (python: string): Peer | undefined => {
    const version = versionOf(python, module);
    return version === undefined ? undefined : { name, version, command: [python, join(programs, program)] };
  };
  if (!existsSync(own)) run("python3", ["-m", "venv", environment]);
  const there = peer(own);
  if (there !== undefined) return there;
  const installed = run(own, ["-m", "pip", "install", "--quiet", "--retries", "0", "--timeout", "20", pip]);
  const fresh = installed.ok ? peer(own) : undefined;
  if (fresh !== undefined) return fresh;
  const ofDebian = peer(debianPython) ?? (installDebian(debian) ? peer(debianPython) : undefined);
  return ofDebian ?? { name, because: `pip: ${installed.wrong.replace(/^ERROR: /, "")}` };
}

const installDebian = (packages: readonly string[]): boolean =>
  packages.length > 0 &&
  process.getuid?.() === 0 &&
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages]).ok;
