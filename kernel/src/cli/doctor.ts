// `covalent-kernel doctor`: says what is wrong with an installation, and what to do about it.

import { access, constants, mkdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dataDirectory } from "covalent-ts/data-directory";
import * as z from "zod";
import { kernelsFolder } from "../install/kernelspec.ts";
import { openLanguage } from "../language/language.ts";
import { startKernel } from "../notebook/kernel-process.ts";
import { placeOf, placeOptions } from "./place.ts";
import type { Run } from "./usage.ts";

/** Something that must hold for notebooks to work. */
interface Check {
  about: string;
  /** Resolves to what was found. Rejects with what is wrong. */
  look(): Promise<string>;
  remedy: string;
}

const Kernelspec = z.object({
  argv: z.tuple([z.string(), z.string()], z.string()),
  interrupt_mode: z.string().optional(),
});

export const run: Run = async (argv, { program }) => {
  const { place, name } = placeOf(parseArgs({ args: argv, options: placeOptions }).values);
  const folder = join(kernelsFolder(place), name);
  const checks: Check[] = [
    {
      about: "Kernelspec",
      look: () => kernelspec(folder),
      remedy: "Run `covalent-kernel install` (with --sys-prefix or --prefix if Jupyter is in an environment).",
    },
    {
      about: "Data directory",
      look: () => writable(dataDirectory()),
      remedy: "Make it writable, or set COVALENT_DATA_DIR to a folder that is.",
    },
    {
      about: "Type checker",
      look: typeChecker,
      remedy: "Install the kernel's packages again, with optional dependencies. Until then cells run unchecked.",
    },
    {
      about: "A kernel",
      look: () => firstCell(program),
      remedy:
        "What it printed is above. If ZeroMQ cannot be loaded, install the kernel's packages again for this platform.",
    },
  ];
  process.removeAllListeners("warning");
  process.stdout.write(`Node ${process.versions.node} at ${process.execPath}\n`);
  let wrong = 0;
  for (const { about, look, remedy } of checks) {
    const { found, ok } = await look().then(
      (it) => ({ found: it, ok: true }),
      (error: unknown) => ({ found: error instanceof Error ? error.message : String(error), ok: false }),
    );
    process.stdout.write(`${ok ? "ok   " : "WRONG"} ${about}: ${found}\n${ok ? "" : `      ${remedy}\n`}`);
    if (!ok) wrong += 1;
  }
  process.stdout.write(wrong === 0 ? "Everything works.\n" : `${wrong} of ${checks.length} are wrong.\n`);
  return wrong === 0 ? 0 : 1;
};

async function kernelspec(folder: string): Promise<string> {
  const path = join(folder, "kernel.json");
  const text = await readFile(path, "utf8").catch(() => {
    throw new Error(`there is none at ${folder}`);
  });
  const spec = Kernelspec.safeParse(parseJson(text));
  if (!spec.success) throw new Error(`${path} is not one that this kernel wrote`);
  const [node, program] = spec.data.argv;
  await access(node, constants.X_OK).catch(() => {
    throw new Error(`it starts ${node}, which is not there`);
  });
  await access(program).catch(() => {
    throw new Error(`it starts ${program}, which is not there`);
  });
  if (spec.data.interrupt_mode !== "message") throw new Error(`${path} lacks "interrupt_mode": "message"`);
  return folder;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writable(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  await access(directory, constants.W_OK);
  return directory;
}

async function typeChecker(): Promise<string> {
  await using language = await openLanguage({ directory: tmpdir() });
  const [found] = await language.check("const wrong: number = 'text'");
  if (found === undefined) throw new Error(language.unavailable ?? "it finds nothing wrong where something is");
  return "finds a wrong type";
}

async function firstCell(program: string): Promise<string> {
  const start = performance.now();
  await using kernel = await startKernel({ program, directory: tmpdir() });
  const reply = await kernel.client.execute("1 + 1").reply;
  if (reply["status"] !== "ok") throw new Error(`its first cell failed: ${reply["evalue"]}`);
  const built = import.meta.filename.endsWith(".ts") ? ", from its sources; `covalent-kernel install` builds it" : "";
  return `ran its first cell ${Math.round(performance.now() - start)} ms after it was started${built}`;
}
