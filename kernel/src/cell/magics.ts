// Lines that begin with `%`: commands to the kernel, in between TypeScript.

import type { AnyNode, Program } from "acorn";
import { readProgram } from "./decorator-syntax.ts";
import { magicName } from "./globals.ts";
import { nearest } from "./nearest.ts";
import { stripTypes } from "./strip-types.ts";
import { SyntaxFault } from "./syntax-fault.ts";
import { walk } from "./tree.ts";

/** A magic's name, how it is used, and what it is for. */
export const lineMagics = {
  npm: ["%npm install lodash", "runs npm in the notebook's folder"],
  time: ["%time f(x)", "how long it takes"],
  timeit: ["%timeit f(x)", "how long it takes on average, in many runs"],
  who: ["%who", "what the cells so far have declared"],
  reset: ["%reset", "forgets all of it, in a new process"],
  cd: ["%cd folder", "changes the working folder; alone, says which it is"],
  env: ["%env NAME=value", "sets a variable of the environment; alone, lists them"],
  help: ["%help", "this text"],
} as const;
export const cellMagics = {
  bash: ["%%bash", "the rest of the cell is a shell script"],
  time: ["%%time", "how long the rest of the cell takes"],
} as const;

export interface CellWithMagics {
  /** TypeScript and nothing else, on the same lines: magics became calls. */
  code: string;
  /** What the type checker is to read. */
  typed: string;
  /** The cell brings packages that are not there before it runs. */
  installs: boolean;
  /** The cell asks for a new process first. */
  resets: boolean;
  /** The cell asks what can be asked for. */
  helps: boolean;
}

const magicLine = /^[ \t]*(%%?)([A-Za-z]\w*)(?:[ \t]+(.*?))?[ \t]*$/;

/**
 * Takes the magics out of a cell.
 *
 * @param declared The names of earlier cells.
 * @throws SyntaxFault for a magic that there is not
 */
export function readMagics(text: string, declared: { has(name: string): boolean } = new Set()): CellWithMagics {
  const plain = { code: text, typed: text, installs: false, resets: false, helps: false };
  // `a\n% b` is a remainder, and a line of a template may be anything.
  if (!/^[ \t]*%/m.test(text) || isTypeScript(text, declared)) return plain;
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  const whole = magicLine.exec(lines[first] ?? "");
  if (whole?.[1] === "%%") return readCellMagic(whole[2] ?? "", lines, first);

  const [code, typed] = [[...lines], [...lines]];
  const names = new Set<string>();
  for (const [at, line] of lines.entries()) {
    const [, percent, name = "", argument = ""] = magicLine.exec(line) ?? [];
    if (percent === undefined) continue;
    if (percent === "%%" || !Object.hasOwn(lineMagics, name)) throw unknown(percent, name, at, line);
    names.add(name);
    code[at] = callOf(name, argument);
    typed[at] = name.startsWith("time") ? blank(line, line.length - argument.length) : "";
  }
  return {
    code: code.join("\n"),
    typed: typed.join("\n"),
    installs: names.has("npm"),
    resets: names.has("reset"),
    helps: names.has("help"),
  };
}

/** The names of magics that could continue the text before the cursor, and where the name starts. */
export function completeMagic(text: string, offset: number): { matches: string[]; start: number } | undefined {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const [, percent, begun = ""] = /^[ \t]*(%%?)(\w*)$/.exec(line) ?? [];
  if (percent === undefined) return undefined;
  const names = Object.keys(percent === "%" ? lineMagics : cellMagics);
  return { matches: names.filter((name) => name.startsWith(begun)), start: offset - begun.length };
}

function readCellMagic(name: string, lines: string[], first: number): CellWithMagics {
  const rest = lines.slice(first + 1).join("\n");
  const before = "\n".repeat(first);
  const shared = { installs: false, resets: false, helps: false };
  if (name === "time") {
    return { code: `${before}${magicName}.timeCell();\n${rest}`, typed: `${before}\n${rest}`, ...shared };
  }
  if (name === "bash")
    return { code: `${before}await ${magicName}.bash(${JSON.stringify(rest)});`, typed: "", ...shared };
  throw unknown("%%", name, first, lines[first] ?? "");
}

/** On one line, whatever the argument holds. */
function callOf(name: string, argument: string): string {
  if (name === "reset" || name === "help") return "";
  if (!name.startsWith("time")) return `await ${magicName}.${name}(${JSON.stringify(argument)});`;
  const expression = argument.replace(/;\s*$/, "");
  if (isTypeScript(`(${expression}\n)`)) return `await ${magicName}.${name}(async () => (${expression}));`;
  // A declaration, say: it cannot be put into a function without losing what it declares.
  return `${magicName}.timeCell(); ${argument}; ${magicName}.timed();`;
}

function unknown(percent: string, name: string, at: number, line: string): SyntaxFault {
  const all = [...Object.keys(lineMagics).map((it) => `%${it}`), ...Object.keys(cellMagics).map((it) => `%%${it}`)];
  const close = nearest(`${percent}${name}`, all);
  const hint = close === undefined ? "" : ` Did you mean ${close}?`;
  return new SyntaxFault(`There is no magic ${percent}${name}.${hint} %help lists them.`, {
    line: at + 1,
    column: line.indexOf("%") + 1,
  });
}

const blank = (line: string, length: number): string => " ".repeat(length) + line.slice(length);

function isTypeScript(text: string, declared: { has(name: string): boolean } = new Set()): boolean {
  try {
    const { code } = stripTypes(text);
    return !hasStrayRemainder(readProgram(code), code, declared);
  } catch {
    return false;
  }
}

/** `const a = 1\n%who`: nobody means the remainder by something that neither this cell nor an earlier one speaks of. */
function hasStrayRemainder(program: Program, code: string, declared: { has(name: string): boolean }): boolean {
  const others = new Set<string>();
  const divisors = new Set<AnyNode>();
  walk(program, (node) => {
    if (node.type === "Identifier" && !divisors.has(node)) others.add(node.name);
    if (node.type !== "BinaryExpression" || node.operator !== "%" || node.right.type !== "Identifier") return;
    if (/\n[ \t]*%$/.test(code.slice(node.left.end, node.right.start))) divisors.add(node.right);
  });
  return [...divisors].some((it) => it.type === "Identifier" && !others.has(it.name) && !declared.has(it.name));
}
