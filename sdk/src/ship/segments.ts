// The map from generated code to the author's text, as bytes.

import type { Place } from "../protocol/place.ts";
import type { Reader, Writer } from "./bytes.ts";
import type { Segment } from "./lexical-tree.ts";

export function writeSegments(segments: readonly Segment[], out: Writer): void {
  const scripts: { file: string; cell: number | undefined }[] = [];
  const scriptOf = ({ file, cell }: Place): number => {
    const known = scripts.findIndex((it) => it.file === file && it.cell === cell);
    return known >= 0 ? known : scripts.push({ file, cell }) - 1;
  };
  const rows = segments.map((it) => ({ ...it, script: scriptOf(it.place) }));
  out.count(scripts.length);
  for (const { file, cell } of scripts) {
    out.text(file);
    out.count(cell === undefined ? 0 : cell + 1);
  }
  out.count(rows.length);
  for (const { line, column, script, place } of rows) {
    for (const it of [line, column, script, place.line, place.column]) out.count(it);
  }
}

export function readSegments(input: Reader): Segment[] {
  const scripts = Array.from({ length: input.count() }, () => {
    const file = input.text();
    const cell = input.count();
    return cell === 0 ? { file } : { file, cell: cell - 1 };
  });
  return Array.from({ length: input.count() }, () => {
    const line = input.count();
    const column = input.count();
    const script = scripts[input.count()] ?? { file: "" };
    return { line, column, place: { ...script, line: input.count(), column: input.count() } };
  });
}
