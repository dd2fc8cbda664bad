// The extension as it ships: built, packed, and installed from the package, so that nothing of the repository is within its reach.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { serverMain } from "./code-server.ts";
import { command } from "./command.ts";
import { extension, root } from "./places.ts";

const vsix = join(extension, "covalent-notebook.vsix");

export async function buildExtension(): Promise<void> {
  await command([process.execPath, join(extension, "build.mjs")], { cwd: extension });
}

/** Resolves with the path of the package. */
export async function packExtension(): Promise<string> {
  await rm(vsix, { force: true });
  await command(["npm", "run", "--silent", "package", "-w", "extension"], { cwd: root });
  return vsix;
}

export async function installExtension(path: string, extensions: string): Promise<void> {
  const args = ["--extensions-dir", extensions, "--accept-server-license-terms", "--install-extension", path];
  await command([process.execPath, serverMain, ...args]);
}
