// What must change in a class's text so that defining it again runs nothing that has run before, and its `#fields` can be put
// on an object that was not constructed here: https://tc39.es/ecma262/#sec-class-definitions lets only the class itself add them.

import type { Class, MethodDefinition, PropertyDefinition, StaticBlock } from "acorn";
import { blank, type Edit } from "./edits.ts";
import { namesFor } from "./runtime-names.ts";

export interface ClassText {
  edits: Edit[];
  /** Stretches that never run again, whose names are therefore not captured. */
  skipped: [number, number][];
  hasBase: boolean;
  /** Methods whose names are computed, by the text that `Function.prototype.toString` gives for them. */
  computed: { text: string; isStatic: boolean }[];
  /** Names of static methods and accessors: they come with the text. */
  staticMembers: Set<string>;
  /** Names of methods and accessors of instances, likewise. */
  members: Set<string>;
  /** `#fields` of instances, and of the class itself. */
  privates: string[];
  staticPrivates: string[];
  /** True if there is anything private about instances, methods included. */
  brands: boolean;
  /** Fields that hold an arrow function, by that function's text: the class makes them anew, with their `this`. */
  arrows: Map<string, string>;
  /** The same of its static fields, which hold what they held. */
  staticArrows: Map<string, string>;
  obstacle: string | undefined;
}

type Member = MethodDefinition | PropertyDefinition | StaticBlock;

/** Reads a class. Positions in it are `offset` ahead of those in `source`. */
export function readClass(node: Class, source: string, offset: number): ClassText {
  const text: ClassText = {
    edits: [],
    skipped: [],
    hasBase: Boolean(node.superClass),
    computed: [],
    staticMembers: new Set(),
    members: new Set(),
    privates: [],
    staticPrivates: [],
    brands: false,
    arrows: new Map(),
    staticArrows: new Map(),
    obstacle: undefined,
  };
  const at = (position: number) => position - offset;
  if (node.superClass) {
    const stretch: [number, number] = [at(node.superClass.start), at(node.superClass.end)];
    // The base class is known by now; evaluating a mixin again would make another one.
    text.edits.push({ start: stretch[0], end: stretch[1], text: namesFor.base });
    text.skipped.push(stretch);
  }
  for (const member of node.body.body as Member[]) {
    if (member.type === "StaticBlock") forgetStretch(text, source, at(member.start), at(member.end));
    else if (member.type === "MethodDefinition") readMethod(text, member, source, at);
    else readField(text, member, source, at);
  }
  if (text.brands || text.arrows.size > 0) makeBlankable(text, node, at);
  if (text.privates.length > 0 || text.staticPrivates.length > 0) {
    const cases = [...new Set([...text.privates, ...text.staticPrivates])].map((it) => `case"${it}":o.${it}=v;break;`);
    const setter = `static{${namesFor.setPrivate}=(o,n,v)=>{switch(n){${cases.join("")}}}}`;
    text.edits.push({ start: at(node.body.start) + 1, end: at(node.body.start) + 1, text: setter });
  }
  return text;
}

function forgetStretch(text: ClassText, source: string, start: number, end: number): void {
  text.edits.push(blank(source, start, end));
  text.skipped.push([start, end]);
}

function keyOf(member: MethodDefinition | PropertyDefinition): string | undefined {
  if (member.key.type === "PrivateIdentifier") return `#${member.key.name}`;
  if (member.computed) return undefined;
  if (member.key.type === "Identifier") return member.key.name;
  return member.key.type === "Literal" ? String(member.key.value) : undefined;
}

function readMethod(text: ClassText, member: MethodDefinition, source: string, at: (position: number) => number): void {
  const key = keyOf(member);
  if (key?.startsWith("#")) {
    if (!member.static) text.brands = true;
  } else if (key !== undefined) {
    (member.static ? text.staticMembers : text.members).add(key);
  } else {
    const start = source.lastIndexOf("[", at(member.key.start));
    const end = source.indexOf("]", at(member.key.end)) + 1;
    const own = source.slice(at(member.start), at(member.end)).replace(/^static\s+/, "");
    text.edits.push({ start: start + 1, end: end - 1, text: namesFor.key(text.computed.length) });
    text.skipped.push([start, end]);
    text.computed.push({ text: own, isStatic: member.static });
  }
}

function readField(
  text: ClassText,
  member: PropertyDefinition,
  source: string,
  at: (position: number) => number,
): void {
  const key = keyOf(member);
  const start = at(member.start);
  const end = at(member.end);
  if (key === undefined) {
    if (member.static) forgetStretch(text, source, start, end);
    else text.obstacle = "it is a class that has a field whose name is computed";
    return;
  }
  const value = member.value ? ([at(member.value.start), at(member.value.end)] as const) : undefined;
  if (member.static) {
    if (member.value?.type === "ArrowFunctionExpression" && value) text.staticArrows.set(key, source.slice(...value));
    if (!key.startsWith("#")) {
      forgetStretch(text, source, start, end);
      return;
    }
    text.staticPrivates.push(key);
    if (value) forgetStretch(text, source, source.lastIndexOf("=", value[0]), value[1]);
    return;
  }
  if (key.startsWith("#")) {
    text.privates.push(key);
    text.brands = true;
  } else if (member.value?.type === "ArrowFunctionExpression" && value) {
    text.arrows.set(key, source.slice(...value));
  }
}

/** Lets the class make an instance that holds nothing yet: no initializer and no constructor body runs then. */
function makeBlankable(text: ClassText, node: Class, at: (position: number) => number): void {
  for (const member of node.body.body as Member[]) {
    if (
      member.type === "PropertyDefinition" &&
      !member.static &&
      member.value &&
      !text.arrows.has(keyOf(member) ?? "")
    ) {
      const { start, end } = member.value;
      text.edits.push({ start: at(start), end: at(start), text: `${namesFor.blank}?void 0:(` });
      text.edits.push({ start: at(end), end: at(end), text: ")" });
    }
    if (member.type === "MethodDefinition" && member.kind === "constructor") {
      const inside = at(member.value.body.start) + 1;
      const guard = node.superClass ? `if(${namesFor.blank}){super();return}` : `if(${namesFor.blank})return;`;
      text.edits.push({ start: inside, end: inside, text: guard });
    }
  }
}
