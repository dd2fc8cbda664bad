// The workspace's own packages as npm would have them: sdk and dispatcher compiled file by file, because their programs find
// each other by relative paths, and the kernel as its own build makes it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildKernel } from "../../kernel/build.mjs";

/** Folder in the repository, and name. */
const workspacePackages = [
  ["sdk", "covalent-ts"],
  ["dispatcher", "@covalent-ts/dispatcher"],
  ["kernel", "@covalent-ts/kernel"],
];

export async function compileWorkspacePackages({ root, extension, packages }) {
  const emitted = join(packages, ".emitted");
  await emit({ root, outDir: emitted, project: join(extension, "build", "tsconfig.packages.json") });
  for (const [folder, name] of workspacePackages) {
    const to = join(packages, name);
    await mkdir(to, { recursive: true });
    if (folder === "kernel") await buildKernel(join(to, "dist"));
    else await cp(join(emitted, folder, "src"), join(to, "dist"), { recursive: true });
    await cp(join(root, folder, "package.json"), join(to, "package.json"));
    if (folder !== "sdk") await cp(join(root, folder, "bin"), join(to, "bin"), { recursive: true });
  }
  await rm(emitted, { recursive: true });
}

async function emit({ root, outDir, project }) {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = [compiler, "-p", project, "--outDir", outDir, "--rootDir", root];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("The packages do not compile.");
}
