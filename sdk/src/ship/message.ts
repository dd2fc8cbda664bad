// The layout of an encoded message: what has to be fetched comes first, then the values themselves.

import { hash } from "node:crypto";
import { CovalentError } from "../errors.ts";
import { noBuffers, readBuffers } from "./buffers.ts";
import { Reader, Writer } from "./bytes.ts";
import { Decoding } from "./decoding.ts";
import type { Encoding } from "./encoding.ts";
import { Code } from "./generated-code.ts";
import { readHoles } from "./holes.ts";
import { importFrom } from "./import-from.ts";
import { inlineBytes, type Keep, noBlobs, type ReadBlob } from "./keep.ts";
import type { PrintedCode, Segment } from "./lexical-tree.ts";
import { readModuleNames, readProject } from "./module-shelf.ts";
import { readClasses, writeClasses } from "./own-classes.ts";
import { placesOf } from "./project-here.ts";
import { readSegments, writeSegments } from "./segments.ts";
import { codeName } from "./stack-map.ts";

const version = 2;

/** Parts that a message may have, in the order they are written. */
const part = {
  code: 1,
  modules: 2,
  buffers: 4,
  holes: 8,
  places: 16,
  elsewhere: 32,
  project: 64,
  classes: 128,
} as const;

/** The code of a message whose values have been written; undefined if it has no functions. */
export const printCode = (encoding: Encoding): PrintedCode | undefined =>
  encoding.hasFunctions ? encoding.captures.tree.print() : undefined;

/** Such a message. Without places, it says nothing of where the author's text lies. */
export function assemble(
  encoding: Encoding,
  stream: Uint8Array | Writer,
  printed: PrintedCode | undefined,
  withPlaces = true,
): Writer {
  const { modules, buffers } = encoding.shelves;
  const holes = encoding.holes?.isEmpty === false ? encoding.holes : undefined;
  const classes = printed && withPlaces ? encoding.captures.classes : [];
  const out = new Writer();
  out.byte(version);
  out.byte(
    (printed ? part.code : 0) +
      (modules ? part.modules : 0) +
      (modules?.sendsProject && withPlaces ? part.project : 0) +
      (classes.length > 0 ? part.classes : 0) +
      (buffers ? part.buffers : 0) +
      (holes ? part.holes : 0) +
      (printed && withPlaces ? part.places : 0),
  );
  if (printed) out.text(printed.code);
  if (printed && withPlaces) writeSegments(printed.segments, out);
  if (classes.length > 0) writeClasses(classes, out);
  modules?.write(out, withPlaces);
  if (modules?.sendsProject && withPlaces) modules.writeProject(out);
  buffers?.write(out);
  holes?.write(out);
  if (stream instanceof Writer) out.append(stream);
  else out.raw(stream);
  return out;
}

/** A message in the place of a large one, that only says where that is kept. */
export function keepMessage(message: Uint8Array, keep: Keep | undefined): Uint8Array {
  if (keep === undefined || message.length <= inlineBytes) return message;
  const out = new Writer();
  out.byte(version);
  out.byte(part.elsewhere);
  out.text(keep(message));
  return out.finish();
}

export interface Circumstances {
  /** Where packages are looked for when the author's own folder is not here. */
  directory: string;
  /** The output of a node. */
  fill?: (node: number) => unknown | Promise<unknown>;
  /** A class of this process that a class which arrives is to be taken for. @defaultValue each is made anew */
  classOf?: ((id: string) => object | undefined) | undefined;
  /** Told of each class that was made. */
  madeClass?: ((id: string, made: object) => void) | undefined;
  /** Where large data is kept. */
  readBlob?: ReadBlob | undefined;
}

/** Reads a message: imports its modules, waits for its holes, then makes its values. */
export async function disassemble(bytes: Uint8Array, circumstances: Circumstances): Promise<unknown> {
  const input = new Reader(bytes);
  if (input.byte() !== version) {
    throw new CovalentError("BAD_MESSAGE", { message: "encoded value", field: "it was written by another version" });
  }
  const parts = input.byte();
  const { directory, fill = noFill, classOf = noClass, madeClass, readBlob = noBlobs } = circumstances;
  if (parts & part.elsewhere) return disassemble(await readBlob(input.text()), circumstances);
  const text = parts & part.code ? input.text() : "";
  const segments: Segment[] = parts & part.places ? readSegments(input) : [];
  const classes = parts & part.classes ? readClasses(input) : [];
  const names = parts & part.modules ? readModuleNames(input) : [];
  const project = parts & part.project ? readProject(input, readBlob) : undefined;
  const buffers = parts & part.buffers ? await readBuffers(input, readBlob) : noBuffers;
  const decode = (args: Uint8Array) => disassemble(args, circumstances);
  const holes = parts & part.holes ? await readHoles(input, fill, decode) : [];
  const places = await placesOf(names, project, directory);
  const modules = await Promise.all(places.map((it) => importFrom(it, directory)));
  const code = new Code(text, text === "" ? "" : codeName(hashOf(text)), segments, directory);
  return new Decoding(input, { buffers, code, classes, classOf, madeClass, modules, moduleNames: names, holes }).root();
}

export const hashOf = (content: string | Uint8Array): string => hash("sha256", content);

const noClass = () => undefined;

const noFill = (node: number): never => {
  throw new TypeError(`the output of node ${node} was not given`);
};
