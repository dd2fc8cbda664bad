// Lays out files of an author's project where a worker can import them, because those that it has are not the same.

import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { CovalentError } from "../errors.ts";
import { makeYoung } from "../make-young.ts";
import { Reader, Writer } from "./bytes.ts";
import type { ProjectFiles } from "./project-files.ts";

/** The files as one run of bytes. */
export function archiveOf({ files }: ProjectFiles): Uint8Array {
  const out = new Writer();
  out.count(files.length);
  for (const { path, bytes } of files) {
    out.text(path);
    out.block(bytes);
  }
  return out.finish();
}

/** Where copies lie, by the author's folder that each stands for. */
const originals = new Map<string, string>();

/**
 * A folder with the files in it, which finds packages as `from` does: as the author's own folder, or where that is not here, as
 * the folder that the electron runs in. Files that are there already are left alone, because their folder is named by their hash.
 */
export function layOut(archive: Uint8Array, { root, hash, from, projects }: CopyOptions): string {
  const folder = join(projects, hash);
  originals.set(folder, root);
  if (makeYoung(folder)) return folder;
  mkdirSync(projects, { recursive: true, mode: 0o700 });
  const made = mkdtempSync(join(projects, "new-"));
  const input = new Reader(archive);
  for (let left = input.count(); left > 0; left -= 1) {
    const path = resolve(made, input.text());
    const bytes = input.block();
    if (!path.startsWith(made + sep)) {
      rmSync(made, { recursive: true, force: true });
      throw new CovalentError("BAD_MESSAGE", { message: "project", field: `'${path}' lies outside of it` });
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes, { mode: 0o600 });
  }
  linkPackages(made, existsSync(root) ? root : from);
  try {
    renameSync(made, folder);
  } catch (error) {
    // Another worker was faster.
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

export interface CopyOptions {
  /** The author's folder. */
  root: string;
  hash: string;
  /** Where packages are looked for when that folder is not here. */
  from: string;
  /** Where copies are made. */
  projects: string;
}

/** Every package that a file in `from` would find: what lies nearer hides what lies further up. */
function linkPackages(folder: string, from: string): void {
  const shelves: string[] = [];
  for (let at = from; ; at = dirname(at)) {
    const shelf = join(at, "node_modules");
    if (existsSync(shelf)) shelves.push(shelf);
    if (at === dirname(at)) break;
  }
  const own = join(folder, "node_modules");
  const [only, ...others] = shelves;
  if (only === undefined) return;
  if (others.length === 0) symlinkSync(only, own, "junction");
  else for (const shelf of shelves) linkEach(shelf, own);
}

function linkEach(shelf: string, into: string): void {
  mkdirSync(into, { recursive: true });
  for (const name of readdirSync(shelf)) {
    const path = join(into, name);
    if (name.startsWith("@")) linkEach(join(shelf, name), path);
    else if (!name.startsWith(".") && lstatSync(path, { throwIfNoEntry: false }) === undefined) {
      symlinkSync(join(shelf, name), path, "junction");
    }
  }
}

/** A file of a copy as the author's own; any other file as it is. */
export function originalOf(file: string): string {
  for (const [copy, root] of originals) {
    if (file === copy || file.startsWith(copy + sep)) return root + file.slice(copy.length);
  }
  return file;
}

/** Likewise wherever such a file is named in a text. */
export function withOriginals(text: string): string {
  let told = text;
  for (const [copy, root] of originals) told = told.replaceAll(copy, root);
  return told;
}
