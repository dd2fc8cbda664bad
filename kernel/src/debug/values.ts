// A value of the inspector's, in the one line that a list of variables has for it.

import { inspect } from "node:util";
import type { EntryPart, PreviewProperty, Remote } from "./cdp.ts";

const longest = 200;
const quoted = (text: string): string => inspect(text.slice(0, longest)) + (text.length > longest ? "…" : "");

/** As `util.inspect` would show it, one level deep. */
export function shown(remote: Remote): string {
  const { type, subtype, value, unserializableValue, description = "", preview } = remote;
  if (type === "undefined" || subtype === "null") return subtype ?? type;
  if (type === "string") return quoted(String(value));
  if (unserializableValue !== undefined) return unserializableValue;
  if (type === "number" || type === "boolean") return String(value);
  if (type === "function") return functionName(description);
  if (subtype === "error") return description.split("\n")[0] ?? description;
  return preview === undefined || isWhole(subtype) ? description : previewed(preview);
}

/** What kind of value it is, in a word. */
export function typeOf({ type, subtype, className }: Remote): string {
  if (subtype === "null") return "null";
  return type === "object" ? (className ?? type) : type;
}

/** Its description says it all. */
const isWhole = (subtype: string | undefined): boolean => subtype === "date" || subtype === "regexp";

function functionName(source: string): string {
  if (/^class\b/.test(source)) return /^class(\s+[\w$]+)?/.exec(source)?.[0] ?? "class";
  const name = /^(?:async\s+)?function\s*\*?\s*([\w$]+)/.exec(source)?.[1];
  return name === undefined ? "[Function]" : `[Function: ${name}]`;
}

function previewed({
  description = "",
  subtype,
  overflow,
  properties,
  entries,
}: EntryPart & { entries?: Entries }): string {
  const parts =
    entries?.map(({ key, value }) => (key === undefined ? part(value) : `${part(key)} => ${part(value)}`)) ??
    properties.map((property) =>
      isIndexed(subtype) && /^\d+$/.test(property.name) ? member(property) : `${property.name}: ${member(property)}`,
    );
  const inside = [...parts, ...(overflow ? ["…"] : [])].join(", ");
  const [open, close] = isIndexed(subtype) ? ["[", "]"] : ["{", "}"];
  const name = description === "Object" || /^Array\(/.test(description) ? "" : `${description} `;
  return inside === "" ? `${name}${open}${close}` : `${name}${open} ${inside} ${close}`;
}

type Entries = readonly { key?: EntryPart | undefined; value: EntryPart }[] | undefined;

const isIndexed = (subtype: string | undefined): boolean => subtype === "array" || subtype === "typedarray";

function member({ type, subtype, value }: PreviewProperty): string {
  if (type === "string") return quoted(value);
  if (type === "function") return "[Function]";
  if (type === "accessor") return "[Getter]";
  return value === "Object" && subtype === undefined ? "{…}" : value;
}

const part = (it: EntryPart): string =>
  it.type === "string"
    ? quoted(it.description ?? "")
    : it.type === "object"
      ? previewed(it)
      : (it.description ?? it.type);
