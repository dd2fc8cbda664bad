// The workspace's own packages, compiled file by file as npm would have them: their programs find each other by relative paths.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Folder in the repository, and name. */
const workspacePackages = [
  ["sdk", "covalent-ts"],
  ["dispatcher", "@covalent-ts/dispatcher"],
  ["kernel", "@covalent-ts/kernel"],
];

export async function compileWorkspacePackages({ root, packages }) {
  const emitted = join(packages, ".emitted");
  await emit(root, emitted);
  for (const [folder, name] of workspacePackages) {
    const to = join(packages, name);
    await mkdir(to, { recursive: true });
    await cp(join(emitted, folder, "src"), join(to, "dist"), { recursive: true, filter: isShipped });
    await cp(join(root, folder, "package.json"), join(to, "package.json"));
    if (
      folder !== "sdk" &&
      (!process.env.P8 || process.getBuiltinModule("node:fs").existsSync(join(root, folder, "bin")))
    )
      await cp(join(root, folder, "bin"), join(to, "bin"), { recursive: true });
  }
  await rm(emitted, { recursive: true });
}

const isShipped = (path) => !/\.(test|fixture|conformance)\.|[\\/](conformance|fixtures)$/.test(path);

async function emit(root, outDir) {
  const flags = ["--noEmit", "false", "--noEmitOnError", "false", "--rewriteRelativeImportExtensions", "--declaration"];
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = [compiler, "-p", root, "--outDir", outDir, "--rootDir", root, ...flags];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0 && !process.env.P8) throw new Error("The packages do not compile.");
}
