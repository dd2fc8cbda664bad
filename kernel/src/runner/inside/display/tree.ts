// A value as a tree that is opened level by level: HTML alone, no script, bounded however large or cyclic the value is.

import { types } from "node:util";
import { type Child, childrenOf } from "./children.ts";
import { escapeHtml, styled } from "./html.ts";
import { lineOf, shorten } from "./text.ts";

/** Nodes of one tree at most; each level shares out what it has among its children. */
const nodes = 2_000;
const deepest = 8;
const lineLength = 100;
const stringLength = 2_000;

/** Undefined for what has nothing inside. */
export function treeOf(value: object): string | undefined {
  const { children } = childrenOf(value);
  if (children.length === 0) return undefined;
  const line = headOf(value);
  // What its one line says whole needs no opening.
  const said = !line.endsWith("…") && children.every((child) => isPlain(child));
  return styled("tree", branch("", value, { budget: nodes, inside: [], open: !said }));
}

interface Place {
  budget: number;
  /** The values that this one is in. */
  inside: readonly object[];
  open?: boolean;
}

const isPlain = (child: Child): boolean =>
  "value" in child && (typeof child.value !== "object" || child.value === null) && typeof child.value !== "function";

function branch(label: string, value: object, { budget, inside, open = false }: Place): string {
  const { children, left } = childrenOf(value);
  const share = Math.floor((budget - children.length) / Math.max(1, children.length));
  const drawn = children.map((child) => draw(child, { budget: share, inside: [...inside, value] }));
  const more = left > 0 ? leaf("", "i", `… ${left.toLocaleString("en")} more`) : "";
  const head = `<summary>${label}${escapeHtml(headOf(value))}</summary>`;
  return `<details${open ? " open" : ""}>${head}<div>${drawn.join("")}${more}</div></details>`;
}

function draw(child: Child, place: Place): string {
  const label = child.label === "" ? "" : `<i>${escapeHtml(shorten(child.label, lineLength))}:</i> `;
  if ("note" in child) return leaf(label, "i", child.note);
  const { value } = child;
  if (child.text !== undefined) return `<div class="covalent-leaf">${label}<pre>${escapeHtml(child.text)}</pre></div>`;
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return leafOf(label, value);
  if (place.inside.includes(value)) return leaf(label, "i", "[Circular]");
  const { children } = types.isProxy(value) ? { children: [] } : childrenOf(value);
  if (children.length === 0 || place.inside.length >= deepest || place.budget < children.length) {
    return leaf(label, "span", lineOf(value, lineLength));
  }
  return branch(label, value, place);
}

function leafOf(label: string, value: unknown): string {
  if (typeof value === "string") return leaf(label, "span", JSON.stringify(shorten(value, stringLength)), "string");
  const number = typeof value === "number" || typeof value === "bigint";
  return leaf(label, "span", lineOf(value, lineLength), number ? "number" : "word");
}

function leaf(label: string, tag: "i" | "span", text: string, kind?: "string" | "number" | "word"): string {
  const style = kind === undefined ? "" : ` class="covalent-${kind}"`;
  return `<div class="covalent-leaf">${label}<${tag}${style}>${escapeHtml(text)}</${tag}></div>`;
}

/** An error's line is what it says; its stack is one of the things inside. */
function headOf(value: object): string {
  if (!types.isNativeError(value)) return lineOf(value, lineLength);
  const [first = ""] = lineOf(value, 10_000).split(/\s+at /);
  return shorten(first, lineLength * 2);
}
