// The modules that a message refers to, each once, so that its receiver can import them before it reads on.

import { relative, sep } from "node:path";
import type { Reader, Writer } from "./bytes.ts";
import type { Keep, ReadBlob } from "./keep.ts";
import type { ModuleName, SentProject } from "./module-name.ts";
import { archiveOf, originalOf } from "./project-copy.ts";
import { type ProjectFiles, projectFile, projectFilesOf } from "./project-files.ts";
import { lastPlace } from "./project-here.ts";

interface Shelved {
  specifier: string;
  directory: string;
  /** Where it lies, if it is a project's own file: a worker may have a copy. */
  file: string | undefined;
}

export class ModuleShelf {
  readonly #numbers = new Map<string, number>();
  readonly #names: Shelved[] = [];
  #project: ProjectFiles | undefined;
  /** The archive of the project's files, or the name by which it is kept. */
  #sent: Uint8Array | string | undefined;

  number({ specifier, directory }: Pick<ModuleName, "specifier" | "directory">): number {
    const key = `${specifier}\n${directory}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const file = projectFile(lastPlace(specifier), directory);
    const number = this.#names.push({ specifier: originalOf(specifier), directory, file }) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** Sends the files of the project along, for a receiver that does not have them as they are now. */
  sendProject(keep: Keep | undefined): void {
    this.#project = projectFilesOf(this.#files);
    if (this.#project) this.#sent = keep ? keptArchive(this.#project, keep) : archiveOf(this.#project);
  }

  get #files(): string[] {
    return this.#names.flatMap(({ file }) => (file === undefined ? [] : [file]));
  }

  /** Whether a project's own files are sent along. */
  get sendsProject(): boolean {
    return this.#sent !== undefined;
  }

  /** Whether no file of the project was edited since. */
  get isCurrent(): boolean {
    return projectFilesOf(this.#files) === this.#project;
  }

  /** Without places, a project's own file is known by its path in the project. */
  write(out: Writer, withPlaces = true): void {
    out.count(this.#names.length);
    for (const { specifier, directory, file } of this.#names) {
      const project = file === undefined ? undefined : this.#project;
      const path =
        project && !withPlaces
          ? relative(project.root, file ?? "")
              .split(sep)
              .join("/")
          : specifier;
      out.text(path);
      out.text(directory);
      out.text(project?.hash ?? "");
    }
  }

  writeProject(out: Writer): void {
    out.text(originalOf(this.#project?.root ?? ""));
    out.byte(typeof this.#sent === "string" ? 1 : 0);
    if (typeof this.#sent === "string") out.text(this.#sent);
    else out.block(this.#sent ?? new Uint8Array());
  }
}

const kept = new WeakMap<Keep, WeakMap<ProjectFiles, string>>();

/** Kept once for all that is sent together. */
function keptArchive(project: ProjectFiles, keep: Keep): string {
  const names = kept.get(keep) ?? new WeakMap<ProjectFiles, string>();
  kept.set(keep, names);
  const name = names.get(project) ?? keep(archiveOf(project));
  names.set(project, name);
  return name;
}

export function readModuleNames(input: Reader): ModuleName[] {
  return Array.from({ length: input.count() }, () => ({
    specifier: input.text(),
    directory: input.text(),
    version: input.text(),
  }));
}

export function readProject(input: Reader, readBlob: ReadBlob): SentProject {
  const root = input.text();
  if (input.byte() === 1) {
    const name = input.text();
    return { root, archive: () => readBlob(name) };
  }
  const archive = input.block();
  return { root, archive: () => archive };
}
