// Where a command writes: plain text that reads well, coloured where a person is looking.

import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  /** Writes a line of the answer. */
  print(line?: string): void;
  /** Writes text as it is. */
  write(text: string): void;
  /** Writes a line about the answer, which is none of it: to stderr. */
  remark(line: string): void;
  style(style: Style, text: string): string;
}

export function openTerminal(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Terminal {
  const coloured = stdout.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  // Whoever read us has read enough: `covalent ls | head`.
  stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  return {
    print: (line = "") => void stdout.write(`${line}\n`),
    write: (text) => void stdout.write(text),
    remark: (line) => void stderr.write(`${line}\n`),
    style: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what starts a colour
const colours = /\u001b\[[0-9;]*m/g;
const coloursApart = new RegExp(`(${colours.source})`);

/** Columns as wide as their widest cell, two spaces apart; the last one is as long as it is. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const seen = (cell: string): number => cell.replace(colours, "").length;
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, seen(cell));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - seen(cell)))
      .join("  ")
      .trimEnd(),
  );
}

/** The line up to so many columns, with its colours; what is left out ends in "…". */
export function clip(line: string, width: number): string {
  if (line.replace(colours, "").length <= width) return line;
  let room = Math.max(0, width - 1);
  let clipped = "";
  for (const [index, part] of line.split(coloursApart).entries()) {
    // Every second part is a colour, which takes no room: the last of them ends it.
    if (index % 2 === 1) clipped += part;
    else {
      clipped += part.slice(0, room);
      if (room > 0 && part.length >= room) clipped += "…";
      room = Math.max(0, room - part.length);
    }
  }
  return clipped;
}

export const indent = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);
