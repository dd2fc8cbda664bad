// Where the kernel's own packages are, and which folders a package may be in.

import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of a package, or of a scope, as seen from the kernel. */
export function packageFolder(name: string): string | undefined {
  const found = foldersFrom(import.meta.dirname).find((folder) => existsSync(join(folder, "node_modules", name)));
  return found === undefined ? undefined : realpathSync(join(found, "node_modules", name));
}

/** A folder, and all that it is in. */
export function foldersFrom(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...foldersFrom(parent)];
}
