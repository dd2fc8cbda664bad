// Decides from where a process imports the files of an author's project: from where they lie, or from a copy of what was sent.

import { relative } from "node:path";
import type { ModuleName, SentProject } from "./module-name.ts";
import { layOut } from "./project-copy.ts";
import { projectFile, projectFilesOf } from "./project-files.ts";

/** Where copies are made; nowhere in an author's own process, which has the files loaded that it speaks of. */
let projects: string | undefined;

/** Lets this process, a worker, make copies in a folder of projects whose files it does not have, or has otherwise. */
export function copyProjectsTo(folder: string): void {
  projects = folder;
}

/** The state of the project in which this process imported each file: Node gives the same module ever after. */
const imported = new Map<string, string>();
/** The copy that a file was last taken from, for values that speak of it without sending it along. */
const copies = new Map<string, string>();

/** The copy of a file that this process took last; the file itself if there is none. */
export const lastPlace = (specifier: string): string => copies.get(specifier) ?? specifier;

/** The modules by where they are to be imported from. */
export async function placesOf(
  names: readonly ModuleName[],
  project: SentProject | undefined,
  directory: string,
): Promise<ModuleName[]> {
  if (projects === undefined) return [...names];
  const version = names.find((it) => it.version !== "")?.version;
  if (project === undefined || version === undefined) {
    return names.map((it) => ({ ...it, specifier: lastPlace(it.specifier) }));
  }
  const own = names.filter((it) => it.version !== "");
  if (isHere(own, version)) return [...names];
  const { root } = project;
  const folder = layOut(await project.archive(), { root, hash: version, from: directory, projects });
  return names.map((it) => {
    if (it.version === "") return it;
    const specifier = `${folder}/${relative(root, it.specifier)}`;
    copies.set(it.specifier, specifier);
    return { ...it, specifier };
  });
}

/** Whether all files are as they were sent, and none was imported when it was otherwise. */
function isHere(names: readonly ModuleName[], version: string): boolean {
  const files = names.map((it) => projectFile(it.specifier, it.directory));
  const found = files.filter((it) => it !== undefined);
  if (found.length < files.length) return false;
  const here = projectFilesOf(found);
  if (here?.hash !== version) return false;
  const states = here.files.map(({ path, hash }) => [`${here.root}/${path}`, hash] as const);
  if (states.some(([path, hash]) => (imported.get(path) ?? hash) !== hash)) return false;
  for (const [path, hash] of states) imported.set(path, hash);
  for (const { specifier } of names) copies.delete(specifier);
  return true;
}
