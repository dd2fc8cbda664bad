// Opens the store of a data directory whatever happened to its files: what can be repaired is, and what was done is said.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CovalentError } from "covalent-ts/errors";
import { type Database, openDatabase } from "./database.ts";
import { reviveFromLog } from "./empty-store.ts";
import { requeueLost } from "./lost-values.ts";
import { mend } from "./mend.ts";
import { writeNotices } from "./notices.ts";
import { isDamage, salvage } from "./salvage.ts";

export interface Recovered {
  database: Database;
  /** What was wrong, and what was done about it: a sentence or two each. */
  notices: string[];
}

/** A store of so many bytes is looked through at every start: a millisecond a megabyte. */
const alwaysChecked = 8_000_000;
/** One of so many, after the dispatcher was killed. Larger ones are left to `covalent check`, and to their own complaints. */
const checkedAfterKill = 256_000_000;

const files = ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"];

/** Left by a dispatcher that found the store damaged while it ran: the next start looks through all of it. */
const mark = (directory: string): string => join(directory, "store.damaged");

/** Lets the next start look through all of the store. */
export function markDamaged(directory: string): void {
  writeFileSync(mark(directory), "");
}

/** Says that the store is damaged, if that is what the error says, and lets the next start look through all of it. */
export function damageOf(cause: unknown, directory: string): CovalentError<"STORE_DAMAGED"> | undefined {
  if (!isDamage(cause)) return undefined;
  markDamaged(directory);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CovalentError("STORE_DAMAGED", { directory, reason }, { cause });
}

/** @throws STORE_TOO_NEW, STORE_NOT_UPGRADED, and what SQLite throws of disks that cannot be read or written */
export function openRecovered(directory: string, now: number): Recovered {
  const path = join(directory, "store.sqlite");
  const notices: string[] = [];
  const wasEmpty = existsSync(path) && statSync(path).size === 0;
  const revived = reviveFromLog(path, directory);
  if (wasEmpty && !revived && hasBlobs(directory)) {
    notices.push("The store was an empty file, and nothing of it was left: all dispatches before are lost.");
  }
  const wasKilled = sizeOf(`${path}-wal`) > 0;
  const isMarked = existsSync(mark(directory));
  let database = openUnlessDamaged(path, directory);
  if (database !== undefined && (isMarked || revived || isWorthALook(path, wasKilled)) && !isWhole(database)) {
    database.close();
    database = undefined;
  }
  if (database === undefined) {
    const { recovered, said } = startAnew(path, directory, now);
    database = recovered;
    notices.push(said);
  }
  if (revived) notices.push("The store was an empty file, and was restored from its write-ahead log.");
  // Rows can only disagree where some were lost.
  if (notices.length > 0 || isMarked) notices.push(...sayMended(mend(database, now).damaged));
  notices.push(...sayRequeued(requeueLost(database, directory, now)));
  if (notices.length > 0) writeNoticesTo(database, now, notices);
  rmSync(mark(directory), { force: true });
  return { database, notices };
}

function writeNoticesTo(database: Database, now: number, notices: readonly string[]): void {
  // The newest is read first: what happened is said before what came of it.
  database.transact(() => writeNotices(database, now, notices.toReversed()));
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const hasBlobs = (directory: string): boolean =>
  existsSync(join(directory, "objects")) && readdirSync(join(directory, "objects")).length > 0;

function isWorthALook(path: string, wasKilled: boolean): boolean {
  const size = sizeOf(path);
  return size <= alwaysChecked || (wasKilled && size <= checkedAfterKill);
}

function openUnlessDamaged(path: string, directory: string): Database | undefined {
  try {
    return openDatabase(path, directory);
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}

function isWhole(database: Database): boolean {
  try {
    return database.sql("PRAGMA quick_check(1)").get()?.["quick_check"] === "ok";
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

function startAnew(path: string, directory: string, now: number): { recovered: Database; said: string } {
  const folder = join(directory, `damaged-${new Date(now).toISOString().replaceAll(":", "-").slice(0, 19)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const file of files) {
    if (existsSync(join(directory, file))) renameSync(join(directory, file), join(folder, file));
  }
  const { database, rows } = salvage(join(folder, "store.sqlite"), path, directory);
  const dispatches = rows.get("dispatch") ?? 0;
  const electrons = rows.get("electron") ?? 0;
  const said =
    `The store was damaged. ${dispatches} dispatches with ${electrons} electrons could be read, and are in a new one; ` +
    `the damaged one is in ${folder}.`;
  return { recovered: database, said };
}

const sayMended = (damaged: readonly { dispatch: string; lattice: string }[]): string[] =>
  damaged.map(
    ({ dispatch, lattice }) =>
      `Part of dispatch ${dispatch} (${lattice}) is lost: it counts as failed. Dispatch it again if you need it.`,
  );

const sayRequeued = (requeued: ReturnType<typeof requeueLost>): string[] =>
  requeued.map(
    ({ dispatch, electron, name }) =>
      `The output of electron ${electron} '${name}' of dispatch ${dispatch} was lost: it is worked out again.`,
  );
