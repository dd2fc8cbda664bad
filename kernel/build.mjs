// Builds what an installed kernel starts from: each of its programs as one file, because finding, reading and stripping two
// hundred of them takes longer than all else until a first result.
//
//   node kernel/build.mjs [FOLDER]

import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sourcesFile, stateOf } from "./bin/in-step.mjs";

const kernel = dirname(fileURLToPath(import.meta.url));
const root = dirname(kernel);

/**
 * The commands, the one of them that has to be there at once, the process of the cells in its two steps, and that one's second
 * thread. They find each other by these paths.
 */
const programs = [
  "main",
  "cli/serve",
  "runner/inside/start",
  "runner/inside/main",
  "runner/inside/second-thread-worker",
];

/** Not inputs of the bundles, and yet they decide what these become. */
const recipes = [join(kernel, "build.mjs"), join(root, "sdk", "package.json")];

/** Resolves to the paths of all that went into it. */
export async function buildKernel(outdir) {
  const built = await Promise.all(programs.map((program) => bundle(program, outdir)));
  for (const program of programs) await mkdir(dirname(join(outdir, program)), { recursive: true });
  for (const { outputFiles } of built) for (const { path, contents } of outputFiles) await put(path, contents);
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const files = inputs.filter((path) => !path.startsWith("node:")).map((path) => resolve(root, path));
  return [...new Set(files), ...recipes];
}

const bundle = (program, outdir) =>
  build({
    entryPoints: { [program]: join(kernel, "src", `${program}.ts`) },
    outdir,
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    // With names as they are, for stacks in a log.
    minifyWhitespace: true,
    minifySyntax: true,
    platform: "node",
    format: "esm",
    target: "node22",
    conditions: ["source"],
    // It finds its addon beside its own files.
    external: ["zeromq"],
    plugins: [leaveOtherPrograms(program), takeOfNodeWhatIsUsed],
    // Packages that are CommonJS ask Node for its modules by `require`.
    banner: { js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);' },
    logLevel: "error",
  });

/** One that imports another finds it where that was built to. */
const leaveOtherPrograms = (program) => ({
  name: "leave-other-programs",
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
      const other = relative(join(kernel, "src"), resolve(resolveDir, path)).replace(/\.ts$/, "");
      if (kind !== "dynamic-import" || !programs.includes(other)) return undefined;
      const there = relative(dirname(program), `${other}.js`);
      return { path: there.startsWith(".") ? there : `./${there}`, external: true };
    });
  },
});

/**
 * An `import` of one of Node's modules reads all that it exports, and half of Node is loaded only when that is read: streams,
 * web cryptography, the parser of arguments. Here each export is a call of its own, and the bundler leaves out what nobody uses.
 */
const takeOfNodeWhatIsUsed = {
  name: "take-of-node-what-is-used",
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === "import-statement" ? { path, namespace: "node", sideEffects: false } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "node" }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) => name !== "default" && name !== "module.exports");
      const taken = names.map((name) => `export const ${name} = /* @__PURE__ */ take("${name}");`);
      return {
        contents: `const it = /* @__PURE__ */ process.getBuiltinModule("${path}");
          const take = (name) => it[name];
          ${taken.join("\n")}
          export default it;`,
      };
    });
  },
};

/** Whole or not at all, for whoever reads it at this moment. */
async function put(path, contents) {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  await writeFile(part, contents);
  await rename(part, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const outdir = resolve(process.argv[2] ?? join(kernel, "dist"));
  const record = join(outdir, sourcesFile);
  // A kernel that is started meanwhile starts from its sources.
  await rm(record, { force: true });
  await put(record, JSON.stringify(stateOf(await buildKernel(outdir))));
}
