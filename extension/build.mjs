// Builds all that the extension ships into `dist`: its own bundles, and the packages that its kernel and dispatcher run from.
//
//   node build.mjs [--target linux-x64]

import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildBundles } from "./build/bundles.mjs";
import { writeStateIcons } from "./build/state-icons.mjs";
import { copyThirdParty } from "./build/third-party.mjs";
import { compileWorkspacePackages } from "./build/workspace-packages.mjs";

const { values } = parseArgs({
  options: { target: { type: "string", default: `${process.platform}-${process.arch}` } },
});
const extension = dirname(fileURLToPath(import.meta.url));
const places = {
  root: dirname(extension),
  extension,
  dist: join(extension, "dist"),
  /** Kernel and workers resolve their packages here, as they would where npm installed them. */
  packages: join(extension, "dist", "node_modules"),
};

await rm(places.dist, { recursive: true, force: true });
await Promise.all([
  buildBundles(places),
  writeStateIcons(places),
  compileWorkspacePackages(places),
  copyThirdParty({ ...places, target: values.target }),
]);
