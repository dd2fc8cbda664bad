// What is on disk of a dispatcher that was just killed: the marks of the electrons that had completed.

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Of `step`, as the store prints it: its argument that is called `mark`. */
const markIn = /"name":"mark","text":"'([^']*)'"/;

export function completedMarks(directory: string): Set<string> {
  using store = new DatabaseSync(join(directory, "store.sqlite"), { readOnly: true });
  const rows = store
    .prepare("SELECT arguments FROM node JOIN electron ON electron.key = node.key WHERE state = 'COMPLETED'")
    .all();
  return new Set(rows.flatMap((row) => markIn.exec(String(row["arguments"]))?.[1] ?? []));
}
