// A cell that cannot be run as it is written.

/** Where and why. Positions count from 1, in the person's own text. */
export class SyntaxFault extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, at: { line: number; column: number }, options?: ErrorOptions) {
    super(message, options);
    this.name = "SyntaxError";
    this.line = at.line;
    this.column = at.column;
  }
}
