// Runs an npm script under the Node that this project pins, after setting up what a fresh clone lacks. The npm scripts
// that a person types go through here, whatever Node the machine has.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules", ".bin");
const [script, ...rest] = process.argv.slice(2);

const run = (command, args, env = process.env) =>
  spawnSync(command, args, { cwd: root, env, stdio: "inherit", shell: process.platform === "win32" }).status ?? 1;

/** `npm ci` leaves this copy of the lockfile behind: another lockfile means that it has to run again. */
const stamp = join(root, "node_modules", ".covalent-lockfile");
const lockfile = readFileSync(join(root, "package-lock.json"), "utf8");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lockfile) {
  // Node 20 can run npm, but not the project: what npm says of engines then is not for the reader.
  const status = run("npm", ["ci", "--loglevel=error"]);
  if (status !== 0) {
    console.error(
      "Setting up failed: `npm ci` could not install the packages of package-lock.json. Its reason is above.",
    );
    process.exit(status);
  }
  writeFileSync(stamp, lockfile);
}

const env = {
  ...process.env,
  // First in PATH, in a fresh process: a shell that already ran another `node` would keep to that one.
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  // The packages' own .ts is what runs here; whoever installs a package gets its `dist`.
  NODE_OPTIONS: [process.env.NODE_OPTIONS, "--conditions=source"].filter(Boolean).join(" "),
};
process.exit(
  run("npm", ["run", "--silent", script, ...(rest.length > 0 && rest[0] !== "--" ? ["--"] : []), ...rest], env),
);
