// The language service as the kernel uses it: optional, bounded in time, and never a reason for a cell not to run.

import { excerpt } from "../cell/excerpt.ts";
import type { CellWithMagics } from "../cell/magics.ts";
import { shownName } from "../cell/script-name.ts";
import { type Diagnostic, noModule } from "../language/diagnostics.ts";
import type { Language } from "../language/language.ts";
import type { Fault } from "../runner/reports.ts";

/** What becomes of type errors: not looked for, printed to stderr, or a reason not to run the cell. */
export type TypeCheck = "off" | "warn" | "error";

/** `COVALENT_TYPE_CHECK`; "error" unless it says otherwise. */
export function typeCheckOf(env: NodeJS.ProcessEnv): TypeCheck {
  const asked = env["COVALENT_TYPE_CHECK"];
  return asked === "off" || asked === "warn" ? asked : "error";
}

export type Verdict = { run: true; warning?: string } | { run: false; fault: Fault };

export interface Analysis extends AsyncDisposable {
  check(cell: Pick<CellWithMagics, "typed" | "installs">, count: number): Promise<Verdict>;
  /** The cell runs: what it declares is in scope from now on. */
  accept(code: string, count: number): void;
  complete: Language["complete"];
  inspect: Language["inspect"];
  /** Nothing that earlier cells declared is there any more. */
  reset(): void;
}

/** Milliseconds that a cell waits for its check; the server's own start included, for the first. */
const patience = 8_000;

/** @param opening The language service, which starts while the kernel does. */
export function openAnalysis(opening: Promise<Language>, mode: TypeCheck, log: (line: string) => void): Analysis {
  let complained = false;
  const language = opening.catch((error: unknown) => {
    log(`The language service did not start: ${String(error)}`);
    return undefined;
  });

  /** The cell runs unchecked, and its reader is told once. */
  const unchecked = (why: string): Verdict => {
    log(`A cell was not checked: ${why}`);
    if (complained) return { run: true };
    complained = true;
    return { run: true, warning: `Types were not checked: ${why}. Cells run all the same.\n` };
  };

  const diagnose = async (code: string): Promise<Diagnostic[] | string> => {
    const service = await language;
    if (service === undefined) return "the language service did not start";
    const found = await service.check(code);
    return service.unavailable ?? found;
  };

  return {
    async check({ typed: code, installs }, count) {
      if (mode === "off" || /^\s*\/\/\s*@ts-nocheck\b/m.test(code)) return { run: true };
      const late = Promise.withResolvers<string>();
      const timer = setTimeout(late.resolve, patience, `the language service took longer than ${patience / 1_000} s`);
      const found = await Promise.race([diagnose(code).catch((error: unknown) => String(error)), late.promise]);
      clearTimeout(timer);
      if (typeof found === "string") return unchecked(found);
      const errors = found.filter(({ severity, code }) => severity === "error" && !(installs && code === noModule));
      if (errors.length === 0) return { run: true };
      const lines = errors.flatMap((error) => describe(error, code, count));
      if (mode === "warn") return { run: true, warning: `${lines.join("\n")}\n` };
      return { run: false, fault: faultOf(errors, lines, count) };
    },
    // Without the service there is nothing to tell, and it said so when it failed.
    accept: (code, count) => void language.then((service) => service?.accept(code, count)).catch(() => {}),
    reset: () => void language.then((service) => service?.reset()).catch(() => {}),
    async complete(code, offset) {
      const service = await language;
      return (await service?.complete(code, offset)) ?? { matches: [], start: offset, end: offset, items: [] };
    },
    inspect: async (code, offset, level) => (await language)?.inspect(code, offset, level),
    async [Symbol.asyncDispose]() {
      await (await language)?.[Symbol.asyncDispose]();
    },
  };
}

function faultOf(errors: Diagnostic[], lines: string[], count: number): Fault {
  const first = errors[0]?.message ?? "";
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const at = errors[0] === undefined ? "" : `${shownName(count)}:${errors[0].line}:${errors[0].column} - `;
  return {
    ename: "TypeScriptError",
    evalue: `${at}${first}${more}`,
    traceback: [...lines, "The cell did not run. `// @ts-nocheck` at its top runs it as it is."],
  };
}

function describe(diagnostic: Diagnostic, code: string, count: number): string[] {
  const { line, column, endLine, endColumn, code: number, message, severity } = diagnostic;
  const end = endLine === line ? { endColumn } : {};
  return [
    `${shownName(count)}:${line}:${column} - ${severity} TS${number}: ${message}`,
    ...excerpt(code, { line, column, ...end }),
  ];
}
