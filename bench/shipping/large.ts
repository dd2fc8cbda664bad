// What becomes of 100 MB that an electron closes over, on their way through a dispatcher of their own.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as ct from "covalent-ts";

const mega = 1e6;
const megabytes = 100;
const covalent = fileURLToPath(new URL("../../dispatcher/bin/covalent.mjs", import.meta.url));

export interface Large {
  /** Megabytes that lie on disk when it is over, and in how many files. */
  onDisk: number;
  files: number;
  /** By how much the dispatcher's memory had grown at its peak; undefined where the system does not tell. */
  growth: number | undefined;
  /** From the dispatch to the value. */
  seconds: number;
}

/** Peak of a process's memory, in megabytes. */
function peakOf(pid: number): number | undefined {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return undefined;
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(status, "utf8"))?.[1];
  return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / mega;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((it) => join(folder, it))
    .filter((it) => statSync(it).isFile());
}

export async function shipLarge(): Promise<Large> {
  const directory = await mkdtemp(join(tmpdir(), "covalent-large-"));
  process.env["COVALENT_DATA_DIR"] = directory;
  process.removeAllListeners("warning"); // it says that 100 MB are a lot
  try {
    const small = ct.electron((x: number) => x);
    await ct.dispatchSync(ct.lattice(() => small(1)))();
    const pid = Number(readFileSync(join(directory, "dispatcher.pid"), "utf8"));
    const before = peakOf(pid);
    const pixels = new Float64Array((megabytes * mega) / 8).fill(1);
    const sum = ct.electron((from: number) => pixels.reduce((a, b) => a + b, from));
    const start = performance.now();
    const result = await ct.dispatchSync(ct.lattice(() => [sum(0), sum(1)]))();
    const seconds = (performance.now() - start) / 1_000;
    const [first] = result.unwrap();
    if (Number(first) !== pixels.length) throw new Error(`the sum is ${String(first)}`);
    const after = peakOf(pid);
    const files = filesIn(join(directory, "objects"));
    const bytes = files.reduce((total, it) => total + statSync(it).size, 0);
    const growth = before === undefined || after === undefined ? undefined : after - before;
    return { onDisk: bytes / mega, files: files.length, growth, seconds };
  } finally {
    spawnSync(process.execPath, [covalent, "stop"], { stdio: "ignore" });
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
