// The packages of npm that ours need at run time: copied whole but for what only their makers use.

import { access, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative, sep } from "node:path";

const workspacePackages = ["sdk", "dispatcher", "kernel"];

export async function copyThirdParty({ root, packages, target }) {
  const found = await closure(root, target);
  for (const [name, from] of found) {
    const copy = special[name] ?? copyPackage;
    await copy({ from, to: join(packages, name), target });
  }
}

/** Every package that one of ours depends on, however indirectly: name to folder. */
async function closure(root, target) {
  const found = new Map();
  const visit = async (manifestPath) => {
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(await readFile(manifestPath, "utf8"));
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (name.startsWith("@covalent-ts/") || name === "covalent-ts" || left.has(name)) continue;
      if (name.startsWith("@typescript/") && !name.endsWith(target)) continue;
      const folder = await folderOf(name, dirname(manifestPath), root);
      // An optional dependency of another platform.
      if (folder === undefined) continue;
      if (found.has(name) && found.get(name) !== folder)
        throw new Error(`Two versions of ${name} are needed: ${folder} and ${found.get(name)}.`);
      if (found.has(name)) continue;
      found.set(name, folder);
      await visit(join(folder, "package.json"));
    }
  };
  for (const folder of workspacePackages) await visit(join(root, folder, "package.json"));
  return found;
}

/** What compiles zeromq's addon, which comes compiled; and a faster msgpackr, for one platform more than it is worth. */
const left = new Set(["node-addon-api", "msgpackr-extract"]);

async function folderOf(name, from, root) {
  for (let at = from; at.startsWith(root); at = dirname(at)) {
    const folder = join(at, "node_modules", name);
    const isThere = await access(join(folder, "package.json")).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
  }
  return undefined;
}

const unneededFolders = new Set([
  "test",
  "tests",
  "__tests__",
  "docs",
  "doc",
  "example",
  "examples",
  "benchmarks",
  "node_modules",
  ".github",
]);
const unneededFiles = new Set([".map", ".md", ".markdown", ".yml", ".tsbuildinfo", ".flow"]);

const copyPackage = ({ from, to }) => copyTree(from, to, () => true);

async function copyTree(from, to, wanted) {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, {
    recursive: true,
    filter(path) {
      const inside = relative(from, path);
      if (inside === "") return true;
      const parts = inside.split(sep);
      if (parts.some((part) => unneededFolders.has(part)) || unneededFiles.has(extname(path))) return false;
      return wanted(inside);
    },
  });
}

/** Packages of which most is for other platforms, or for building them. */
const special = {
  async zeromq({ from, to, target }) {
    const [os, arch] = target.replace("alpine", "linux").split("-");
    const libc = { darwin: "libc", win32: "msvc" }[os] ?? (target.startsWith("alpine") ? "musl" : "glibc");
    await copyTree(from, to, (inside) => /^(package\.json|LICENSE.*|lib(?!.ts3\.7).*)$/.test(inside));
    const manifest = JSON.parse(await readFile(join(from, "build", "manifest.json"), "utf8"));
    const fitting = Object.entries(manifest)
      .map(([key, file]) => ({ key, file, about: JSON.parse(key) }))
      .filter(({ about }) => about.os === os && about.arch === arch && about.libc === libc)
      .sort((one, other) => other.about.abi - one.about.abi);
    // Addons work with every later Node: the newest that the oldest supported Node (ABI 127) can load is enough.
    const addon = fitting.find(({ about }) => about.abi <= 127);
    if (addon === undefined) throw new Error(`zeromq has no addon for ${target}.`);
    const path = addon.file.replaceAll("\\", "/");
    await mkdir(dirname(join(to, "build", path)), { recursive: true });
    await cp(join(from, "build", path), join(to, "build", path));
    await writeFile(join(to, "build", "manifest.json"), JSON.stringify({ [addon.key]: addon.file }));
  },
  async "cmake-ts"({ from, to }) {
    await copyTree(from, to, (inside) => /^(package\.json|LICENSE.*|build|build.loader\.js)$/.test(inside));
  },
  async typescript({ from, to }) {
    // Only its server is used, which is in the package of the platform.
    await copyTree(from, to, (inside) => /^(package\.json|LICENSE|lib.*)$/.test(inside));
  },
  async zod({ from, to }) {
    // Version 3 is another library in the same package.
    await copyTree(from, to, (inside) => !/^(src|v3|v4-mini)(\W|$)|\.d\.cts$/.test(inside));
  },
};
