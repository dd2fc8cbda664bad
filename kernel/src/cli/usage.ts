// A command line that cannot be understood, and what every subcommand is given.

export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Where this installation's files are. */
export interface Program {
  /** The script of the process that user code runs in. */
  runner: string;
  /** The script that was started. */
  program: string;
}

/** Resolves to the exit code. */
export type Run = (argv: string[], program: Program) => Promise<number>;
