// Where the rig keeps things: all of it is ignored by git, and made anew when it is missing.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
export const artifacts: string = join(root, ".artifacts", "vscode");
export const cache: string = join(root, ".cache");
/** Code that runs inside the extension host. */
export const hostTests: string = join(cache, "vscode-tests");
export const extension: string = join(root, "extension");
