// Where an author writes: each way to write a fixture down, and to run what ships its cases.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import type { Project } from "../../sdk/src/ship/fixtures/project.ts";

export interface Fixture {
  name: string;
  /** What the file exports its cases as. */
  exported: string;
  source: string;
  /** Whether types can simply be erased; if not, Node and the kernel have to transform. */
  erasable: boolean;
  /** Whether its syntax is one that Node does not know. */
  compiled: boolean;
}

/** Ships the cases of a fixture that was written this way into `output`, a file; rejects with what its process said. */
export interface Origin {
  name: string;
  /** Cases that mean nothing here, by title, with the reason. */
  without: Record<string, string>;
  takes(fixture: Fixture): boolean;
  ship(fixture: Fixture, project: Project, output: string): Promise<void>;
}

const kernel = fileURLToPath(new URL("../../kernel/bin/covalent-kernel.mjs", import.meta.url));

async function run(project: Project, args: string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: project.directory, stdio: ["ignore", "pipe", "pipe"] });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await new Promise((exited) => child.once("exit", exited));
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}\n${(await said).join("\n")}`);
}

/** A script that ships the cases of a module. */
const shipping = ({ exported }: Fixture, module: string, output: string): string =>
  `import { shipCases } from "./ship-cases.js";\nimport { ${exported} } from "./${module}";\nshipCases(${exported}, ${JSON.stringify(output)});\n`;

const typescript = (fixture: Fixture): string[] =>
  fixture.erasable ? [] : ["--experimental-transform-types", "--disable-warning=ExperimentalWarning"];

const compile = (source: string, format: "esm" | "cjs") =>
  transform(source, { loader: "ts", format, target: "node22" }).then(({ code }) => code);

const tsFile: Origin = {
  name: "ts file",
  without: {},
  takes: ({ compiled }) => !compiled,
  async ship(fixture, project, output) {
    await project.write(`${fixture.name}.ts`, fixture.source);
    await project.write("main.ts", shipping(fixture, `${fixture.name}.ts`, output));
    await run(project, [...typescript(fixture), "main.ts"]);
  },
};

const esm: Origin = {
  name: "esm",
  without: {},
  takes: () => true,
  async ship(fixture, project, output) {
    await project.write(`${fixture.name}.mjs`, await compile(fixture.source, "esm"));
    await project.write("main.mjs", shipping(fixture, `${fixture.name}.mjs`, output));
    await run(project, ["main.mjs"]);
  },
};

const commonJs: Origin = {
  name: "cjs",
  without: { "import.meta": "CommonJS has none", "strict mode, as in any module": "CommonJS is sloppy" },
  takes: () => true,
  async ship(fixture, project, output) {
    await project.write(`${fixture.name}.cjs`, await compile(fixture.source, "cjs"));
    const { exported, name } = fixture;
    const main = `const { ${exported} } = require("./${name}.cjs");\nimport("./ship-cases.js").then(({ shipCases }) => shipCases(${exported}, ${JSON.stringify(output)}));\n`;
    await project.write("main.cjs", main);
    await run(project, ["main.cjs"]);
  },
};

const cell: Origin = {
  name: "cell",
  without: {},
  // The kernel knows decorators.
  takes: () => true,
  async ship(fixture, project, output) {
    const cells = [
      fixture.source.replace(/^export /gm, ""),
      `import { shipCases } from "./ship-cases.js";\nshipCases(${fixture.exported}, ${JSON.stringify(output)});`,
    ];
    const notebook = {
      cells: cells.map((source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source })),
      metadata: { kernelspec: { name: "covalent-typescript", display_name: "TypeScript", language: "typescript" } },
      nbformat: 4,
      nbformat_minor: 4,
    };
    await project.write("work.ipynb", JSON.stringify(notebook));
    await run(project, [kernel, "run", "work.ipynb", "--output", "executed.ipynb"]);
  },
};

const worker: Origin = {
  name: "worker",
  without: {},
  takes: ({ compiled }) => !compiled,
  async ship(fixture, project, output) {
    await project.write(`${fixture.name}.ts`, fixture.source);
    await project.write("thread.ts", shipping(fixture, `${fixture.name}.ts`, output));
    await project.write(
      "main.ts",
      `import { Worker } from "node:worker_threads";\nnew Worker(new URL("./thread.ts", import.meta.url)).on("error", (error) => { throw error; });\n`,
    );
    await run(project, [...typescript(fixture), "main.ts"]);
  },
};

const bundle: Origin = {
  name: "bundle",
  without: {},
  takes: () => true,
  async ship(fixture, project, output) {
    await project.write(`${fixture.name}.ts`, fixture.source);
    await project.write("entry.ts", shipping(fixture, `${fixture.name}.ts`, output));
    await build({
      entryPoints: [`${project.directory}/entry.ts`],
      outfile: `${project.directory}/bundled.mjs`,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node22",
      external: ["covalent-ts/*"],
      logLevel: "error",
    });
    await run(project, ["bundled.mjs"]);
  },
};

export const origins: readonly Origin[] = [cell, tsFile, esm, commonJs, worker, bundle];

export const sourceOf = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");
