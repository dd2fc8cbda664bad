// Where everything is kept that outlives a process. Its own entry of the package: who needs no more should load no more.

import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where the dispatcher keeps its store: `COVALENT_DATA_DIR`, else the user's data folder. */
export function dataDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env["COVALENT_DATA_DIR"]) return resolve(env["COVALENT_DATA_DIR"]);
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "covalent-ts");
  return join(env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "covalent-ts");
}
