// Holds the kernel to Jupyter itself: its own conformance suite, its own client, and its own way of executing notebooks.
//
//   npm run test:jupyter                     the whole suite; as root on Debian it installs what it needs
//   npm run test:jupyter -- interrupts       one of its parts: kernel_tests, examples, or a file of client/

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = import.meta.dirname;
const root = fileURLToPath(new URL("../..", import.meta.url));
const kernelProgram = join(root, "kernel", "bin", "covalent-kernel.mjs");
const dispatcherProgram = join(root, "dispatcher", "bin", "covalent.mjs");
/** Debian's own: another Python in PATH does not have Debian's packages. */
const python = "/usr/bin/python3";
const packages = ["python3-jupyter-kernel-test", "python3-nbclient", "jupyter-nbconvert"];

interface Outcome {
  passed: number;
  failed: number;
  printed: string;
}

/** Resolves to the exit code and what was printed. */
async function command(program: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const [code] = await once(child, "close");
  return { code: Number(code ?? 1), printed };
}

function hasPackages(): boolean {
  return spawnSync(python, ["-c", "import jupyter_kernel_test, nbclient, nbconvert"]).status === 0;
}

/** Whether everything that comes from Debian is there, after an attempt to install what is not. */
function prepare(): boolean {
  if (hasPackages()) return true;
  if (process.getuid?.() !== 0) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", ...packages],
  ]) {
    spawnSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"] });
  }
  return hasPackages();
}

/** One file of Python tests. */
async function unittests(module: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const { printed } = await command(python, ["-m", "unittest", "-v", module], { cwd: here, env });
  const ran = Number(/^Ran (\d+) tests?/m.exec(printed)?.[1] ?? 0);
  const [failures, errors, skipped] = ["failures", "errors", "skipped"].map((what) =>
    Number(new RegExp(`^(?:FAILED|OK) \\(.*?${what}=(\\d+)`, "m").exec(printed)?.[1] ?? 0),
  );
  // A file that cannot even be read has no tests, and must not pass for it.
  const failed = (failures ?? 0) + (errors ?? 0) + (ran === 0 ? 1 : 0);
  return { passed: Math.max(0, ran - failed - (skipped ?? 0)), failed, printed };
}

/** Every notebook of `examples/`, as `jupyter nbconvert --execute` runs it. */
async function examples(env: NodeJS.ProcessEnv): Promise<Outcome> {
  const folder = join(root, "examples");
  const outcome = { passed: 0, failed: 0, printed: "" };
  for (const name of (await readdir(folder)).filter((file) => file.endsWith(".ipynb"))) {
    const options = ["--to", "notebook", "--execute", "--ExecutePreprocessor.timeout=300", "--output-dir", prefix];
    const notebook = join(folder, name);
    const { code, printed } = await command(python, ["-m", "nbconvert", ...options, notebook], { cwd: folder, env });
    const executed = code === 0 ? JSON.parse(await readFile(join(prefix, name), "utf8")) : undefined;
    const ok = executed !== undefined && drawsItsLattices(executed);
    outcome.printed += `${printed}${name} ... ${ok ? "ok" : "FAILED"}\n`;
    outcome[ok ? "passed" : "failed"] += 1;
  }
  return outcome;
}

interface ExecutedNotebook {
  cells: { source: string | string[]; outputs?: { data?: Record<string, unknown> }[] }[];
}

/** Each cell that dispatched has the picture of its graph, as text for who reads the file without our renderer. */
function drawsItsLattices({ cells }: ExecutedNotebook): boolean {
  const dispatching = cells.filter((cell) => /\bct\.dispatch(Sync)?\(/.test([cell.source].flat().join("")));
  return dispatching
    .filter((cell) => cell.outputs !== undefined)
    .every((cell) => cell.outputs?.some(({ data }) => data?.["image/svg+xml"] !== undefined));
}

if (!prepare()) {
  process.stderr.write(`This suite needs Debian's packages: apt-get install ${packages.join(" ")}\n`);
  process.exit(1);
}
const prefix = await realpath(await mkdtemp(join(tmpdir(), "covalent-jupyter-")));
const shared = {
  ...process.env,
  JUPYTER_PATH: join(prefix, "share", "jupyter"),
  JUPYTER_DATA_DIR: join(prefix, "user"),
  JUPYTER_RUNTIME_DIR: join(prefix, "runtime"),
  IPYTHONDIR: join(prefix, "ipython"),
  PYTHONWARNINGS: "ignore",
};
const clientTests = (await readdir(join(here, "client")))
  .filter((file) => file.endsWith(".py") && file !== "kernel_case.py")
  .map((file) => basename(file, ".py"))
  .sort();
const parts: [name: string, run: (env: NodeJS.ProcessEnv) => Promise<Outcome>][] = [
  ["kernel_tests", (env) => unittests("kernel_tests", env)],
  ["examples", examples],
  ...clientTests.map((name): (typeof parts)[number] => [name, (env) => unittests(`client.${name}`, env)]),
];
const asked = process.argv.slice(2);
const waiting = parts.filter(([name]) => asked.length === 0 || asked.includes(name));
const total = { passed: 0, failed: 0 };

/** Runs what waits, one part after the other. Each has a history and a dispatcher of its own, so that several may run. */
async function runParts(): Promise<void> {
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    const [name, run] = part;
    const env = { ...shared, COVALENT_DATA_DIR: join(prefix, "data", name) };
    const { passed, failed, printed } = await run(env);
    await command(process.execPath, [dispatcherProgram, "stop"], { cwd: root, env });
    process.stdout.write(`\n== ${name}\n${printed}`);
    total.passed += passed;
    total.failed += failed;
  }
}

try {
  const env = { ...shared, COVALENT_DATA_DIR: join(prefix, "data") };
  await command(process.execPath, [kernelProgram, "install", "--prefix", prefix], { cwd: root, env });
  // Mostly they wait for each other's processes, and for time to pass.
  await Promise.all([runParts(), runParts()]);
} finally {
  await rm(prefix, { recursive: true, force: true, maxRetries: 20 });
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
