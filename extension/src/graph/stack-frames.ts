// Reads the places out of a traceback, so that each frame can be a link into a cell or a file.

import type { Place } from "covalent-ts/protocol";

export interface Frame {
  /** What stands before the place: "at solve (". */
  before: string;
  /** The place as it is written, and where it leads; null in a line without one. */
  link: { text: string; place: Place } | null;
  after: string;
}

const inCell = /Cell \[(\d+)\]:(\d+):(\d+)/;
const inFile = /((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^():]*):(\d+):(\d+)/;

/** The frames of a stack, without its first lines, which repeat the message. `notebook` is where cells are. */
export function framesOf(stack: string, notebook: string | null): Frame[] {
  return stack
    .split("\n")
    .filter((line) => /^\s*at /.test(line))
    .map((line) => frameOf(line.trim(), notebook));
}

function frameOf(line: string, notebook: string | null): Frame {
  const cell = inCell.exec(line);
  if (cell && notebook !== null) {
    const [text, number, row, column] = cell;
    return split(line, text, cell.index, {
      file: notebook,
      line: Number(row),
      column: Number(column),
      cell: Number(number),
    });
  }
  const file = inFile.exec(line);
  if (file) {
    const [text, path = "", row, column] = file;
    const plain = path.startsWith("file://") ? decodeURIComponent(path.slice("file://".length)) : path;
    return split(line, text, file.index, { file: plain, line: Number(row), column: Number(column) });
  }
  return { before: line, link: null, after: "" };
}

const split = (line: string, text: string, at: number, place: Place): Frame => ({
  before: line.slice(0, at),
  link: { text, place },
  after: line.slice(at + text.length),
});
