// Notebook files: nbformat 4, read leniently and written as Jupyter itself writes them.

import { readFile, rename, writeFile } from "node:fs/promises";
import { CovalentError } from "covalent-ts/errors";
import { misfitOf } from "covalent-ts/jupyter";
import * as z from "zod";

/** A text, or its lines: on disk both mean the same. */
const Multiline = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === "string" ? text : text.join("")));

const Metadata = z.record(z.string(), z.unknown());
const Data = z.record(z.string(), z.unknown());

export const NotebookOutput = z.discriminatedUnion("output_type", [
  z.object({ output_type: z.literal("stream"), name: z.string(), text: Multiline }),
  z.object({ output_type: z.literal("display_data"), data: Data, metadata: Metadata }),
  z.object({
    output_type: z.literal("execute_result"),
    data: Data,
    metadata: Metadata,
    execution_count: z.number().int().nullable(),
  }),
  z.object({ output_type: z.literal("error"), ename: z.string(), evalue: z.string(), traceback: z.array(z.string()) }),
]);
export type NotebookOutput = z.infer<typeof NotebookOutput>;

/** Loose: what we do not know of is kept. */
const shared = { metadata: Metadata.default({}), source: Multiline };
const CodeCell = z.looseObject({
  cell_type: z.literal("code"),
  ...shared,
  execution_count: z.number().int().nullable().default(null),
  outputs: z.array(NotebookOutput).default([]),
});
const TextCell = z.looseObject({ cell_type: z.enum(["markdown", "raw"]), ...shared });

export const Notebook = z.looseObject({
  nbformat: z.literal(4),
  nbformat_minor: z.number().int().min(0),
  metadata: Metadata.default({}),
  cells: z.array(z.discriminatedUnion("cell_type", [CodeCell, TextCell])),
});
export type Notebook = z.infer<typeof Notebook>;
export type CodeCell = z.infer<typeof CodeCell>;

/** @throws NOTEBOOK_UNREADABLE */
export async function readNotebook(path: string): Promise<Notebook> {
  try {
    return Notebook.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw new CovalentError("NOTEBOOK_UNREADABLE", { path, reason: misfitOf(error) }, { cause: error });
  }
}

/** The notebook is whole on disk, or as it was before. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: linesOf(cell.source),
    ...(cell.cell_type === "code" ? { outputs: cell.outputs.map(onDisk) } : {}),
  }));
  const half = `${path}.${process.pid}.part`;
  await writeFile(half, `${JSON.stringify({ ...notebook, cells }, null, 1)}\n`);
  await rename(half, path);
}

function onDisk(output: NotebookOutput) {
  if (output.output_type === "stream") return { ...output, text: linesOf(output.text) };
  if (output.output_type === "error") return output;
  return {
    ...output,
    data: Object.fromEntries(
      Object.entries(output.data).map(([mime, content]) => [mime, contentOnDisk(mime, content)]),
    ),
  };
}

/** Texts as lines, so that a version control shows what changed; base64 stays one string. */
const contentOnDisk = (mime: string, content: unknown): unknown =>
  typeof content === "string" && (mime.startsWith("text/") || mime === "image/svg+xml") ? linesOf(content) : content;

const linesOf = (text: string): string[] => text.split(/(?<=\n)/).filter((line) => line !== "");
