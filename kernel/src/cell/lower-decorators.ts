// Decorators and `accessor` fields as JavaScript that V8 reads, in place: https://tc39.es/proposal-decorators/.
//
// A decorated class comes out of a function of its own, which holds what its decorators returned: plain data, so that the
// class travels with it. Nothing but the first static block calls the kernel.

import type { AnyNode, Class, MethodDefinition, Node, PropertyDefinition } from "acorn";
import MagicString from "magic-string";
import { type Decorator, type DecoratorSyntax, mayDecorate, readDecorators } from "./decorator-syntax.ts";
import { decorateName } from "./globals.ts";
import { walk } from "./tree.ts";

/** @returns undefined for code without any. Throws acorn's SyntaxError */
export function lowerDecorators(code: string): { code: string; map: string } | undefined {
  if (!mayDecorate.test(code)) return undefined;
  const syntax = readDecorators(code);
  if (syntax.decorators.size === 0 && syntax.accessors.size === 0) return undefined;
  const text = new MagicString(code);
  new Lowering(syntax, text).within(syntax.program);
  return { code: text.toString(), map: text.generateMap({ hires: true, source: "cell" }).toString() };
}

type Member = MethodDefinition | PropertyDefinition;

/** One class on its way. */
interface Shape {
  node: Class;
  /** What its decorators returned: see `decorate.ts` of the runner. */
  state: string;
  /** One for each decorated member, as the first static block gives it to `decorate`. */
  elements: string[];
  /** Ways to private members: cases of a static method, because a function that is taken out of its class cannot travel. */
  reaches: string[];
  /** Runs as soon as there is an instance. */
  hasOwn: boolean;
}

class Lowering {
  readonly #syntax: DecoratorSyntax;
  readonly #text: MagicString;
  /** Of classes that have none in their text. */
  readonly #names = new Map<Class, string>();
  #classes = 0;

  constructor(syntax: DecoratorSyntax, text: MagicString) {
    this.#syntax = syntax;
    this.#text = text;
  }

  /** All classes below a node. An outer one is rewritten before those in it, which relies on the order of what is inserted where. */
  within(root: AnyNode): void {
    walk(root, (node) => {
      if (node.type === "ExportDefaultDeclaration" || node.type === "ExportNamedDeclaration") this.#export(node);
      this.#nameOfValue(node);
      if (node.type !== "ClassDeclaration" && node.type !== "ClassExpression") return;
      this.#class(node);
      for (const decorated of [node, ...node.body.body]) {
        for (const { inside } of this.#decorators(decorated)) for (const part of inside) this.within(part);
      }
    });
  }

  #decorators(node: Node): readonly Decorator[] {
    return this.#syntax.decorators.get(node) ?? [];
  }

  /** `@d export class` and `export default class C`: a cell exports to nobody, and the words would stand in the way. */
  #export(node: Extract<AnyNode, { type: "ExportDefaultDeclaration" | "ExportNamedDeclaration" }>): void {
    const { declaration, start } = node;
    if (declaration?.type !== "ClassDeclaration" || declaration.id === null) return;
    const [first] = this.#decorators(declaration);
    if (first === undefined && node.type === "ExportNamedDeclaration") return;
    const end = first !== undefined && first.start > start ? first.start : declaration.start;
    this.#text.overwrite(start, end, this.#text.original.slice(start, end).replaceAll(/\S/g, " "));
  }

  /** A class without a name takes that of what it is given to. */
  #nameOfValue(node: AnyNode): void {
    const [target, value] =
      node.type === "VariableDeclarator"
        ? [node.id, node.init]
        : node.type === "AssignmentExpression"
          ? [node.left, node.right]
          : (node.type === "Property" || node.type === "PropertyDefinition") && !node.computed
            ? [node.key, node.value]
            : [];
    if (value?.type === "ClassExpression" && target?.type === "Identifier") this.#names.set(value, target.name);
  }

  #class(node: Class): void {
    const { accessors } = this.#syntax;
    const members = node.body.body.filter((member): member is Member => member.type !== "StaticBlock");
    const isDecorated = (it: Node) => this.#decorators(it).length > 0;
    const needsState = [node, ...members].some(
      (it) => isDecorated(it) || (accessors.has(it) && "computed" in it && it.computed),
    );
    if (!needsState && !members.some((member) => accessors.has(member))) return;
    this.#classes += 1;
    const shape: Shape = { node, state: `__decorated${this.#classes}`, elements: [], reaches: [], hasOwn: false };
    if (needsState) this.#begin(shape);
    for (const [slot, member] of members.entries()) this.#member(shape, slot, member);
    if (needsState) this.#end(shape);
  }

  /** `(() => { let C; const state = …; const decorators = [[of the class], [of a member], …]; return (C = class …` */
  #begin({ node, state }: Shape): void {
    const { start, id } = node;
    const decorators = this.#decorators(node);
    const isAsync = awaitsInHead(
      node,
      [node, ...node.body.body].flatMap((it) => this.#decorators(it)),
    );
    const opened = [
      node.type === "ClassDeclaration" && id ? `let ${id.name} = ` : "",
      isAsync ? "await (async () => {" : "(() => {",
      `${id ? ` let ${id.name};` : ""} const ${state} = { init: [], extra: [], own: [], last: [], keys: [], value: [] };`,
      ` const ${state}D = [[`,
    ].join("");
    for (const [at, decorator] of decorators.entries()) {
      this.#text.overwrite(decorator.start, decorator.from, at === 0 ? opened : ", ");
      this.#keepThis(decorator);
    }
    this.#text.appendLeft(start, decorators.length === 0 ? `${opened}], ` : "], ");
    this.#text.prependRight(start, `]; return (${id ? `${id.name} = ` : ""}`);
    // The name inside stands for what the decorators make of the class, not for what they are given.
    if (id && decorators.length > 0) this.#text.remove(id.start, id.end);
  }

  #end({ node, state, elements, reaches, hasOwn }: Shape): void {
    const { id } = node;
    const isDecorated = this.#decorators(node).length > 0;
    const name = JSON.stringify(id?.name ?? this.#names.get(node) ?? "");
    const binding = id ? `${id.name} = ` : "";
    const replaced = isDecorated ? `${binding}${state}D.made` : "";
    const made = `${decorateName}(this, ${name}, ${state}, ${state}D, [${elements.join(", ")}]);`;
    const own = hasOwn ? ` #${state}own = ${state}.own.forEach((f) => f.call(this));` : "";
    const reach =
      reaches.length === 0
        ? ""
        : ` static [${state}.reach = Symbol("private")](slot, way, o, v) { switch (slot) { ${reaches.join(" ")} } }`;
    this.#text.appendLeft(
      node.body.start + 1,
      ` static { ${isDecorated ? `${replaced} = ` : ""}${made} }${reach}${own} `,
    );
    if (isDecorated) this.#text.prependRight(node.body.end - 1, `; static { ${state}.last.forEach((f) => f()); } `);
    const isDeclaration = node.type === "ClassDeclaration" && id;
    this.#text.prependLeft(node.end, `${isDecorated ? `, ${replaced}` : ""}); })()${isDeclaration ? ";" : ""}`);
  }

  #member(shape: Shape, slot: number, member: Member): void {
    const decorators = this.#decorators(member);
    const accessorAt = this.#syntax.accessors.get(member);
    if (decorators.length === 0 && accessorAt === undefined) return;
    this.#moveDecorators(shape, decorators);
    if (accessorAt !== undefined && member.type === "PropertyDefinition")
      this.#accessor(shape, slot, member, accessorAt);
    else if (member.type === "PropertyDefinition") this.#field(shape, slot, member);
    else this.#method(shape, slot, member);
  }

  /** In front of the class: there, `this` and `await` mean what they mean around it. */
  #moveDecorators({ node }: Shape, decorators: readonly Decorator[]): void {
    for (const [at, decorator] of decorators.entries()) {
      const { start, from, end } = decorator;
      this.#keepThis(decorator);
      // Without it, a member may read as the rest of a field above that has no `;`.
      this.#text.overwrite(start, from, at === 0 ? ";" : " ");
      this.#text.prependRight(from, at === 0 ? "[" : "");
      this.#text.appendLeft(end, at === decorators.length - 1 ? "], " : ", ");
      this.#text.move(from, end, node.start);
    }
  }

  #keepThis({ from, end, isMethod }: Decorator): void {
    if (!isMethod) return;
    this.#text.appendRight(from, "(...given) => ");
    this.#text.prependLeft(end, "(...given)");
  }

  #field(shape: Shape, slot: number, member: PropertyDefinition): void {
    const { state } = shape;
    this.#keepKey(shape, slot, member);
    this.#element(shape, slot, member, "field");
    const extra = `${state}.extra[${slot}].forEach((f) => f.call(this))`;
    const after = member.static ? `; static { ${extra}; }` : `; #${state}extra${slot} = ${extra};`;
    this.#text.prependLeft(member.end, after);
    this.#initialize(shape, slot, member);
  }

  /** Passes a field's first value through what its decorators returned. */
  #initialize({ state }: Shape, slot: number, member: PropertyDefinition): void {
    const reduced = `${state}.init[${slot}].reduce((v, f) => f.call(this, v), `;
    const { value } = member;
    if (value) {
      this.#text.appendLeft(this.#decorators(value)[0]?.start ?? value.start, reduced);
      this.#text.prependLeft(value.end, ")");
    } else this.#text.prependLeft(keyRange(member, this.#text.original).end, ` = ${reduced}undefined)`);
  }

  #accessor(shape: Shape, slot: number, member: PropertyDefinition, accessorAt: number): void {
    const { state } = shape;
    const isDecorated = this.#decorators(member).length > 0;
    const source = this.#text.original;
    const storage = `#${state}at${slot}`;
    const { start, end } = keyRange(member, source);
    const key = source.slice(start, end);
    const kept = `${state}.keys[${slot}]`;
    const [got, set] = member.computed ? [`[${kept} = ${key.slice(1, -1)}]`, `[${kept}]`] : [key, key];
    const isPrivate = member.key.type === "PrivateIdentifier";
    const viaState = isDecorated && isPrivate;
    const read = viaState ? `${state}.value[${slot}].get.call(this)` : `this.${storage}`;
    const write = viaState ? `${state}.value[${slot}].set.call(this, v)` : `this.${storage} = v`;
    const mark = member.static ? "static " : "";
    const extra = isDecorated ? `${state}.extra[${slot}].forEach((f) => f.call(this))` : "";
    const after = !isDecorated ? "" : member.static ? ` static { ${extra}; }` : ` #${state}extra${slot} = ${extra};`;
    this.#text.overwrite(accessorAt, end, storage);
    this.#text.prependLeft(
      member.end,
      `; ${mark}get ${got}() { return ${read}; } ${mark}set ${set}(v) { ${write}; }${after}`,
    );
    if (!isDecorated) return;
    this.#element(shape, slot, member, "accessor", storage);
    this.#initialize(shape, slot, member);
  }

  #method(shape: Shape, slot: number, member: MethodDefinition): void {
    const { state } = shape;
    const kind = member.kind === "get" ? "getter" : member.kind === "set" ? "setter" : "method";
    if (!member.static) shape.hasOwn = true;
    if (member.key.type !== "PrivateIdentifier") {
      this.#keepKey(shape, slot, member);
      this.#element(shape, slot, member, kind);
      return;
    }
    // A private method cannot be replaced, but what a getter of that name returns can. The method itself needs a place to be.
    const { key } = member;
    const name = nameOf(member);
    this.#text.overwrite(key.start, key.end, `[${state}.keys[${slot}] = Symbol(${JSON.stringify(name)})]`);
    const value = `${state}.value[${slot}]`;
    const mark = member.static ? "static " : "";
    const body =
      kind === "setter"
        ? `set ${name}(v) { ${value}.call(this, v); }`
        : `get ${name}() { return ${value}${kind === "getter" ? ".call(this)" : ""}; }`;
    this.#text.prependLeft(member.end, ` ${mark}${body}`);
    this.#element(shape, slot, member, kind);
  }

  /** A computed name is known once it is computed. */
  #keepKey({ state }: Shape, slot: number, member: Member): void {
    if (!member.computed) return;
    this.#text.appendLeft(member.key.start, `${state}.keys[${slot}] = (`);
    this.#text.prependLeft(member.key.end, ")");
  }

  /** @param storage The private name that an accessor keeps its value under. */
  #element(shape: Shape, slot: number, member: Member, kind: string, storage?: string): void {
    const name = nameOf(member);
    const isPrivate = member.key.type === "PrivateIdentifier";
    const shown = member.computed ? "undefined" : JSON.stringify(name);
    shape.elements.push(`[${slot}, "${kind}", ${shown}, ${member.static}, ${isPrivate}]`);
    const ways = [
      ...(storage === undefined ? [] : [`way === "load" ? o.${storage}`, `way === "store" ? void (o.${storage} = v)`]),
      ...(isPrivate ? [`way === "has" ? ${name} in o`, `way === "get" ? o.${name}`, `void (o.${name} = v)`] : []),
    ];
    if (ways.length > 0)
      shape.reaches.push(`case ${slot}: return ${ways.join(" : ")}${isPrivate ? "" : " : undefined"};`);
  }
}

function nameOf({ key }: Member): string {
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  return key.type === "Identifier" ? key.name : String("value" in key ? key.value : "");
}

/** A name with its brackets. */
function keyRange(member: Member, source: string): { start: number; end: number } {
  const { start, end } = member.key;
  if (!member.computed) return { start, end };
  return { start: source.lastIndexOf("[", start), end: source.indexOf("]", end) + 1 };
}

/** Whether something is awaited before there is a class: not in a function of its own. */
function awaitsInHead({ superClass, body }: Class, decorators: readonly Decorator[]): boolean {
  const parts: AnyNode[] = decorators.flatMap(({ inside }) => inside);
  if (superClass) parts.push(superClass);
  for (const member of body.body) if (member.type !== "StaticBlock" && member.computed) parts.push(member.key);
  const awaits = new Set<AnyNode>();
  const inFunctions = new Set<AnyNode>();
  for (const part of parts) {
    walk(part, (node) => {
      if (node.type === "AwaitExpression") awaits.add(node);
      else if (/Function/.test(node.type)) walk(node, (below) => inFunctions.add(below));
    });
  }
  return [...awaits].some((node) => !inFunctions.has(node));
}
