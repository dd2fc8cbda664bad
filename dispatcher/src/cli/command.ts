// What a command of `covalent` is: how it is called, what it is for, and what it does.

import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { dataDirectory } from "covalent-ts/protocol";
import type { Terminal } from "./terminal.ts";

/** 0: done. 1: it could not be done. 2: it was not called as it has to be. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  name: string;
  /** What follows the name: "DISPATCH [ELECTRON] [--json]". */
  synopsis: string;
  /** One sentence, for the list of commands. */
  summary: string;
  /** What each argument and option means, a pair a line. */
  explains: readonly (readonly [what: string, meaning: string])[];
  /** @throws CallError, CovalentError */
  run(args: string[], terminal: Terminal): Promise<ExitCode>;
}

/** It was called in a way that it does not understand. */
export class CallError extends Error {
  override readonly name = "CallError";
}

interface Spec<O extends ParseArgsOptionsConfig> extends Omit<Command, "run"> {
  options: O;
  /** How many arguments without a dash it takes. */
  takes: readonly [least: number, most: number];
  run(given: Given<O>, terminal: Terminal): Promise<ExitCode>;
}

export interface Given<O extends ParseArgsOptionsConfig> {
  values: ReturnType<typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>>["values"];
  words: string[];
  /** The data directory. */
  directory: string;
}

/** A command that is called with these options, and with `--data-dir`, which all of them take. */
export function command<const O extends ParseArgsOptionsConfig>({ options, takes, run, ...about }: Spec<O>): Command {
  const [least, most] = takes;
  return {
    ...about,
    explains: [
      ...about.explains,
      ["--data-dir DIR", "The data directory. COVALENT_DATA_DIR says it for all commands."],
    ],
    run(args, terminal) {
      const { rest, directory } = takeDataDirectory(args);
      const { values, positionals: words } = parse(options, rest);
      if (words.length < least) throw new CallError(`covalent ${about.name} needs more: ${about.synopsis}`);
      if (words.length > most) {
        throw new CallError(`covalent ${about.name} does not know what to do with '${words.slice(most).join(" ")}'.`);
      }
      return run({ values, words, directory }, terminal);
    },
  };
}

function takeDataDirectory(args: string[]): { rest: string[]; directory: string } {
  const options = { "data-dir": { type: "string" } } as const;
  const { tokens } = parseArgs({ options, args, tokens: true, strict: false, allowPositionals: true });
  const token = tokens.find((it) => it.kind === "option" && it.name === "data-dir");
  if (token?.kind !== "option") return { rest: args, directory: dataDirectory() };
  if (!token.value) throw new CallError("--data-dir takes a folder.");
  const directory = dataDirectory({ ...process.env, COVALENT_DATA_DIR: token.value });
  return { rest: args.toSpliced(token.index, token.inlineValue ? 1 : 2), directory };
}

function parse<const O extends ParseArgsOptionsConfig>(options: O, args: string[]) {
  try {
    return parseArgs({ options, args, allowPositionals: true as const, strict: true as const });
  } catch (cause) {
    throw new CallError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** An option's value as a whole number, at least `least`. */
export function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least) {
    throw new CallError(`${option} takes a whole number from ${least}, and was given '${text}'.`);
  }
  return number;
}
