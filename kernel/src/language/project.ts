// The TypeScript project that a notebook's cells are checked in. It exists in the language server's memory only.

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod/mini";
import { foldersFrom, packageFolder } from "./package-folder.ts";

/** Where the language service finds what it is made of. A bundle that has it elsewhere says so. */
export interface Toolchain {
  /** The native TypeScript compiler. @defaultValue that of the `typescript` package the kernel depends on */
  compiler?: string;
  /** Folder of the `covalent-ts` package: its package.json, and what that exports as types. @defaultValue the kernel's own */
  sdk?: string;
  /** A folder of `@types` packages with `node` among them, for folders without. @defaultValue the kernel's own */
  types?: string;
}

export interface ProjectOptions extends Toolchain {
  /** With the types of Node; without them only the language's own are known. */
  platform: boolean;
}

/** Configuration, and the modules that are always part of the project. */
export const fixedNames = {
  config: "tsconfig.json",
  roots: "__notebook-roots__.mts",
  draft: "__notebook-draft__.mts",
  globals: "__notebook-globals__.d.ts",
} as const;

/** The text of the tsconfig.json that the server is told to be in the notebook's folder, in place of one that may be there. */
export function projectConfig(directory: string, { platform, ...toolchain }: ProjectOptions): string {
  const ownTypes = toolchain.types ?? packageFolder("@types");
  return JSON.stringify({
    compilerOptions: {
      // A notebook is loose: no annotation is demanded, but what is known not to work is told.
      strict: true,
      noImplicitAny: false,
      useUnknownInCatchVariables: false,
      strictPropertyInitialization: false,
      allowUnreachableCode: true,
      allowUnusedLabels: true,
      target: "esnext",
      lib: ["esnext"],
      // What the runner's `import` takes: Node's own rules, and besides them `./a` and `./a.js` for a file `./a.ts`.
      module: "esnext",
      moduleResolution: "bundler",
      moduleDetection: "force",
      customConditions: ["node"],
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      paths: sdkPaths(toolchain.sdk ?? packageFolder("covalent-ts")),
      types: platform ? ["node"] : [],
      typeRoots: [...typeRootsAbove(directory), ...(ownTypes === undefined ? [] : [ownTypes])],
      skipLibCheck: true,
      noEmit: true,
    },
    // With itself among its files it is no stray document, for which the server would make a second project.
    files: Object.values(fixedNames),
  });
}

function typeRootsAbove(directory: string): string[] {
  return foldersFrom(directory)
    .map((folder) => join(folder, "node_modules", "@types"))
    .filter((folder) => existsSync(join(folder, "node")));
}

const Exports = z.object({
  exports: z.record(z.string(), z.union([z.string(), z.partial(z.object({ source: z.string(), types: z.string() }))])),
});

/** Each name under which the SDK can be imported, and the file that has its types. Cells import the kernel's copy, always. */
function sdkPaths(folder: string | undefined): Record<string, [string]> {
  if (folder === undefined) return {};
  const { exports } = Exports.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  const paths: Record<string, [string]> = {};
  for (const [subpath, target] of Object.entries(exports)) {
    const files = typeof target === "string" ? [target] : [target.source, target.types];
    const file = files.find((it) => it !== undefined && existsSync(resolve(folder, it)));
    if (file !== undefined) paths[`covalent-ts${subpath.slice(1)}`] = [resolve(folder, file)];
  }
  return paths;
}
