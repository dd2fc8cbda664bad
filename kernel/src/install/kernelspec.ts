// The kernelspec: the folder by which Jupyter finds a kernel and knows how to start it.

import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { logoPng, logoSvg } from "./logo.ts";

/** Where kernelspecs of all kinds are kept. */
export type Place = { kind: "user" } | { kind: "prefix"; prefix: string };

export interface KernelspecOptions {
  place: Place;
  /** Name of the folder, by which notebooks name their kernel. */
  name: string;
  displayName: string;
  /** Absolute: a front end that is started from a desktop has another PATH. */
  argv: string[];
}

/** Lower case, because Jupyter compares names on file systems that do not tell cases apart. */
export const isKernelName = (name: string): boolean => /^[a-z0-9._-]+$/.test(name);

/** The `kernels` folder of a place, as Jupyter's own `jupyter --paths` has it. */
export function kernelsFolder(place: Place, env: NodeJS.ProcessEnv = process.env): string {
  if (place.kind === "prefix") return join(place.prefix, "share", "jupyter", "kernels");
  if (env["JUPYTER_DATA_DIR"]) return join(env["JUPYTER_DATA_DIR"], "kernels");
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter", "kernels");
  if (process.platform === "win32") return join(env["APPDATA"] || homedir(), "jupyter", "kernels");
  return join(env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "jupyter", "kernels");
}

/** Writes the kernelspec, in place of one of that name. Resolves to its folder. */
export async function writeKernelspec({ place, name, displayName, argv }: KernelspecOptions): Promise<string> {
  const folder = join(kernelsFolder(place), name);
  const half = `${folder}.${process.pid}.part`;
  await mkdir(half, { recursive: true });
  const kernel = {
    argv: [...argv, "serve", "-f", "{connection_file}"],
    display_name: displayName,
    language: "typescript",
    // Signals would reach the wrong process: cells run in a child of the kernel.
    interrupt_mode: "message",
    metadata: { debugger: true },
  };
  await writeFile(join(half, "kernel.json"), `${JSON.stringify(kernel, null, 2)}\n`);
  await writeFile(join(half, "logo-svg.svg"), logoSvg);
  for (const size of [32, 64]) await writeFile(join(half, `logo-${size}x${size}.png`), logoPng(size));
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  await rename(half, folder);
  return folder;
}

/** Resolves to the folder that was removed; undefined if there was none. */
export async function removeKernelspec(place: Place, name: string): Promise<string | undefined> {
  const folder = join(kernelsFolder(place), name);
  try {
    await rm(folder, { recursive: true });
    return folder;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
