// Looks at everything that a data directory holds, down to the last byte, and says what is wrong with it.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { blobPath } from "covalent-ts/client";
import { readBlobFiles } from "./blob-files.ts";
import { electronNumber, number, text } from "./columns.ts";
import type { Database } from "./database.ts";
import { incomplete } from "./mend.ts";
import { openReadOnly } from "./read-only.ts";
import { markDamaged } from "./recover.ts";
import { isDamage } from "./salvage.ts";

export interface Finding {
  /** What is wrong, in a sentence. */
  problem: string;
  /** What to do about it. */
  remedy: string;
}

export interface Checked {
  findings: Finding[];
  dispatches: number;
  electrons: number;
  blobs: number;
  /** That were read. */
  bytes: number;
}

const restart = "`covalent restart` saves what can be read, and says what is lost.";
const again = "Dispatch again if you need it; nothing else depends on it.";

/**
 * Reads only, and may be done while the dispatcher works. Where the store is damaged, the next start will look through it.
 *
 * @param repair Remove blobs that are damaged: their values are lost, and what is unfinished works them out again at the next start
 * @throws STORE_TOO_NEW, STORE_NOT_UPGRADED
 */
export async function checkAll(directory: string, now: number, repair: boolean): Promise<Checked> {
  const checked: Checked = { findings: [], dispatches: 0, electrons: 0, blobs: 0, bytes: 0 };
  const damaged = await checkBlobs(directory, now, checked, repair);
  try {
    const database = openReadOnly(directory);
    if (database === undefined) return checked;
    try {
      checkRows(database, checked);
      await checkOutputs(database, directory, damaged, now, checked);
    } finally {
      database.close();
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    checked.findings.push({ problem: `The store is damaged: ${said(error)}.`, remedy: restart });
  }
  if (checked.findings.some(({ remedy }) => remedy === restart)) markDamaged(directory);
  return checked;
}

function checkRows(database: Database, checked: Checked): void {
  const { findings } = checked;
  for (const row of database.sql("PRAGMA integrity_check(10)").all()) {
    const found = String(row["integrity_check"]);
    if (found !== "ok") findings.push({ problem: `The store is damaged: ${found}.`, remedy: restart });
  }
  const one = (query: string): number => Number(database.sql(query).get()?.["n"]);
  checked.dispatches = one("SELECT count(*) AS n FROM dispatch");
  checked.electrons = one("SELECT count(*) AS n FROM electron");
  for (const { id, lattice } of incomplete(database)) {
    findings.push({ problem: `Part of dispatch ${id} (${lattice}) is lost.`, remedy: again });
  }
  const stray = one(
    `SELECT count(*) AS n FROM electron WHERE key / 16777216 NOT IN (SELECT key FROM dispatch)
     AND key / 16777216 NOT IN (SELECT dispatch FROM purged WHERE swept = 0)`,
  );
  if (stray > 0) findings.push({ problem: `${stray} electrons belong to no dispatch.`, remedy: restart });
}

async function checkOutputs(
  database: Database,
  directory: string,
  damaged: ReadonlySet<string>,
  now: number,
  { findings }: Checked,
): Promise<void> {
  const { files } = await readBlobFiles(directory, now);
  const rows = database
    .sql(
      `SELECT v.electron, v.sha256, v.size, n.name, d.id, d.ended_at FROM value v JOIN node n ON n.key = v.electron
       JOIN dispatch d ON d.key = v.electron / 16777216 WHERE v.sha256 IS NOT NULL ORDER BY v.electron`,
    )
    .iterate();
  for (const row of rows) {
    const sha256 = text(row, "sha256");
    const file = files.get(sha256);
    if (file?.size === number(row, "size") && !damaged.has(sha256)) continue;
    const how = file === undefined ? "is not there" : damaged.has(sha256) ? "is damaged" : "has another size";
    const electron = `electron ${electronNumber(number(row, "electron"))} '${text(row, "name")}' of dispatch ${text(row, "id")}`;
    const remedy = row["ended_at"] === null ? "`covalent restart` works it out again." : again;
    findings.push({ problem: `The output of ${electron} is lost: its file ${how}.`, remedy });
  }
}

/** The names of those whose content is not what their name says. */
async function checkBlobs(directory: string, now: number, checked: Checked, repair: boolean): Promise<Set<string>> {
  const damaged = new Set<string>();
  const { files } = await readBlobFiles(directory, now);
  for (const { name } of files.values()) {
    const path = blobPath(directory, name);
    const hash = createHash("sha256");
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
        hash.update(chunk);
        checked.bytes += chunk.length;
      }
    } catch (error) {
      // A purge took it meanwhile.
      if (error instanceof Error && "code" in error && error.code === "ENOENT") continue;
      throw error;
    }
    checked.blobs += 1;
    if (hash.digest("hex") === name) continue;
    damaged.add(name);
    if (repair) await rm(path, { force: true });
    const remedy = repair
      ? "It was removed: `covalent restart` works it out again for what is unfinished."
      : "`covalent check --repair` removes it, and then `covalent restart` works it out again for what is unfinished.";
    checked.findings.push({ problem: `The file ${path} does not hold what its name says.`, remedy });
  }
  return damaged;
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
