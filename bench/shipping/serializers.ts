// The two that are compared: each makes a text or bytes of a function, and a function of those.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pack, ShippedFunction, unpack } from "covalent-ts/protocol";
import { receiveFunction, shipFunction } from "covalent-ts/ship";

export interface Serializer {
  name: string;
  write(fn: CallableFunction): Uint8Array | Promise<Uint8Array>;
  read(written: Uint8Array): Promise<CallableFunction>;
}

export const ours: Serializer = {
  name: "covalent-ts",
  write: (fn) => pack(shipFunction(fn, { electron: "it" })),
  read: (written) => receiveFunction(ShippedFunction.parse(unpack(written)), { directory: process.cwd() }),
};

/** Installed beside the project, not into it: it is only here to be compared with. */
const version = "3.270.0";
/** Pulumi parses with it, and cannot with the one that this project has. */
const typescript = "5.9.3";
const folder = fileURLToPath(new URL("../../.cache/bench/shipping", import.meta.url));

interface Pulumi {
  serializeFunction(fn: CallableFunction): Promise<{ text: string; exportName: string }>;
}

export function pulumi(): Serializer {
  if (!["@pulumi/pulumi", "typescript"].every((it) => existsSync(join(folder, "node_modules", it, "package.json")))) {
    console.log(`installing @pulumi/pulumi ${version} for the comparison`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const { status } = spawnSync("npm", [...args, `@pulumi/pulumi@${version}`, `typescript@${typescript}`], {
      cwd: folder,
      stdio: "inherit",
    });
    if (status !== 0) throw new Error(`@pulumi/pulumi could not be installed in ${folder}`);
  }
  const require = createRequire(join(folder, "package.json"));
  const { serializeFunction }: Pulumi = require("@pulumi/pulumi/runtime");
  return {
    name: "@pulumi/pulumi",
    async write(fn) {
      const { text, exportName } = await serializeFunction(fn);
      return Buffer.from(JSON.stringify({ text, exportName }));
    },
    async read(written) {
      const { text, exportName } = JSON.parse(Buffer.from(written).toString()) as { text: string; exportName: string };
      const exports: Record<string, CallableFunction> = {};
      new Function("exports", "require", text)(exports, require);
      const fn = exports[exportName];
      if (fn === undefined) throw new Error(`it exports no '${exportName}'`);
      return fn;
    },
  };
}

export const serializerOf = (name: string): Serializer => (name === ours.name ? ours : pulumi());
