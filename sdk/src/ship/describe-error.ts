// Puts into words whatever was thrown: with the author's lines, without ours, and with what caused it.

import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect, types } from "node:util";
import { CovalentError } from "../errors.ts";
import type { Place } from "../protocol/place.ts";
import type { WireError } from "../protocol/value.ts";
import { withOriginals } from "./project-copy.ts";
import { placeOfFrame, readFrame, sayFramePlace } from "./stack-map.ts";

/** A chain of causes may be a circle. */
const deepestCause = 10;
const longestMessage = 10_000;

/** Describes anything that can be thrown; never throws itself. */
export function describeError(thrown: unknown): WireError {
  return describe(thrown, 0);
}

function describe(thrown: unknown, depth: number): WireError {
  if (!isErrorLike(thrown)) {
    const message = typeof thrown === "string" ? thrown : safely(() => inspect(thrown, { depth: 2 }), "something");
    return { name: "Error", message: cut(message), stack: `Error: ${cut(message)}` };
  }
  const name = safely(() => String(thrown.name || "Error"), "Error");
  const message = cut(safely(() => String(thrown.message), ""));
  const { stack, place } = readStack(
    safely(() => withOriginals(String(thrown.stack ?? "")), ""),
    name,
    message,
  );
  const cause = safely(() => thrown.cause, undefined);
  const errors = safely(() => (Array.isArray(thrown.errors) ? thrown.errors : []), []);
  const ours = thrown instanceof CovalentError ? thrown : undefined;
  const found = placeAbout(ours) ?? place;
  return {
    name,
    message,
    stack: stack + errors.map((it, at) => `\n  [${at}] ${indent(describe(it, depth + 1).stack)}`).join(""),
    ...(ours ? { code: ours.code, about: { ...ours.about }, remedy: ours.remedy } : {}),
    ...(found ? { place: found } : {}),
    ...(cause !== undefined && depth < deepestCause ? { cause: describe(cause, depth + 1) } : {}),
  };
}

interface ErrorLike {
  name: unknown;
  message: unknown;
  stack?: unknown;
  cause?: unknown;
  errors?: unknown;
}

function isErrorLike(thrown: unknown): thrown is ErrorLike {
  if (types.isNativeError(thrown)) return true;
  return safely(
    () =>
      typeof thrown === "object" &&
      thrown !== null &&
      "message" in thrown &&
      "name" in thrown &&
      !Array.isArray(thrown),
    false,
  );
}

function placeAbout(error: CovalentError | undefined): Place | undefined {
  const about: object = error?.about ?? {};
  return "place" in about && about.place ? (about.place as Place) : undefined;
}

/** The first line says what, the others where: the author's frames are kept and mapped, ours and Node's are left out. */
function readStack(stack: string, name: string, message: string): { stack: string; place: Place | undefined } {
  const head = message === "" ? name : `${name}: ${message}`;
  const frames: string[] = [];
  let first: Place | undefined;
  for (const line of stack.split("\n")) {
    const frame = readFrame(line);
    if (!frame) continue;
    const place = placeOfFrame(frame);
    if (place) {
      frames.push(frame.before + sayFramePlace(place) + frame.after);
      first ??= place;
    } else if (!isOurs(frame.script)) {
      const file = frame.script.startsWith("file:") ? fileURLToPath(frame.script) : frame.script;
      frames.push(`${frame.before + file}:${frame.line}:${frame.column}${frame.after}`);
      if (!file.includes(`${sep}node_modules${sep}`)) {
        first ??= { file, line: frame.line, column: frame.column };
      }
    }
  }
  return { stack: [head, ...frames].join("\n"), place: first };
}

const here = fileURLToPath(import.meta.url);
const sdk = join(dirname(here), "..");
/** Packages of ours that lie beside this one, in a checkout or in node_modules. */
const beside = ["dispatcher", "kernel"].flatMap((it) =>
  ["src", "dist", "bin"].map((folder) => join(sdk, "..", "..", it, folder) + sep),
);
const folders = [sdk + sep, ...beside, `${sep}node_modules${sep}@covalent-ts${sep}`];

function isOurs(script: string): boolean {
  if (script === "" || script.startsWith("node:") || script.startsWith("covalent-ts:") || script === "<anonymous>")
    return true;
  const file = script.startsWith("file:") ? fileURLToPath(script) : script;
  return file === here || folders.some((it) => file.includes(it));
}

const cut = (text: string) => (text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text);
const indent = (text: string) => text.replaceAll("\n", "\n  ");

/** Getters of a thrown thing may throw again. */
function safely<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
