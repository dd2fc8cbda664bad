// What magics do in the process that cells run in.

import { spawn } from "node:child_process";
import { Session } from "node:inspector";
import { delimiter, dirname, resolve } from "node:path";
import { inspect } from "node:util";
import { runInThisContext } from "node:vm";
import { flushPrinted, print } from "./printing.ts";
import { sayDuration, timeRuns } from "./timing.ts";

const say = (text: string): void => print("stdout", `${text}\n`);

/** @param directory The notebook's folder. */
export function openMagics(directory: string) {
  const own = new Set(Object.keys(globalThis));
  let started: number | undefined;

  return {
    /** `%npm ...`: what it installs is there for the next import. */
    async npm(argument: string): Promise<void> {
      const words = argument.match(/"[^"]*"|'[^']*'|\S+/g)?.map((word) => word.replaceAll(/^["']|["']$/g, "")) ?? [];
      // Without a prefix it would install into whichever folder above has a package.json.
      const options = ["--prefix", directory, "--no-fund", "--no-audit"];
      await runProgram("npm", [...words, ...options], directory);
    },

    /** `%%bash` */
    bash: (script: string): Promise<void> => runProgram("bash", ["-c", script], process.cwd()),

    cd(argument: string): void {
      if (argument !== "") process.chdir(resolve(argument.replace(/^~(?=\/|$)/, process.env["HOME"] ?? "~")));
      say(process.cwd());
    },

    env(argument: string): void {
      const [, name = "", value] = /^([^\s=]+)(?:\s*=\s*|\s+)?([\s\S]*)$/.exec(argument) ?? [];
      if (name !== "" && value !== undefined && value !== "") process.env[name] = value;
      const shown = name === "" ? Object.keys(process.env).sort() : [name];
      say(shown.map((one) => `${one}=${process.env[one] ?? ""}`).join("\n"));
    },

    who(): void {
      const globals = Object.keys(globalThis).filter((name) => !own.has(name));
      const names = [...new Set([...lexicalNames(), ...globals])].sort();
      const width = Math.max(0, ...names.map((name) => name.length));
      say(
        names.length === 0
          ? "Nothing is declared."
          : names.map((it) => `${it.padEnd(width)}  ${glance(it)}`).join("\n"),
      );
    },

    async time<T>(work: () => Promise<T>): Promise<T> {
      const start = performance.now();
      try {
        return await work();
      } finally {
        say(`Took ${sayDuration(performance.now() - start)}`);
      }
    },

    async timeit(work: () => Promise<unknown>): Promise<void> {
      say(await timeRuns(work));
    },

    /** From here to `timed`, or to the end of the cell. */
    timeCell(): void {
      started = performance.now();
    },

    timed(): void {
      if (started === undefined) return;
      say(`Took ${sayDuration(performance.now() - started)}`);
      started = undefined;
    },
  };
}

export type Magics = ReturnType<typeof openMagics>;

/** Its output goes to the cell as it comes. Rejects if it does not end well. */
function runProgram(program: string, args: string[], cwd: string): Promise<void> {
  flushPrinted();
  const path = `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`;
  // The program's own Node has no need of our conditions; and where `npm run --silent` started us, `npm install` still talks.
  const { NODE_OPTIONS: _, npm_config_loglevel: __, ...env } = process.env;
  const child = spawn(program, args, {
    cwd,
    env: { ...env, PATH: path },
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32" && program === "npm",
  });
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code, signal) => {
      if (code === 0) done();
      else fail(new Error(`${program} ended with ${signal ?? `exit code ${code}`}.`));
    });
  });
}

/** What `let`, `const` and `class` have declared in cells. */
function lexicalNames(): string[] {
  const session = new Session();
  session.connect();
  let names: string[] = [];
  session.post("Runtime.globalLexicalScopeNames", (error, answer) => {
    if (error === null) names = answer.names;
  });
  session.disconnect();
  return names;
}

function glance(name: string): string {
  try {
    const value: unknown = runInThisContext(name);
    return inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 60 }).slice(0, 100);
  } catch {
    return "(has no value)";
  }
}
