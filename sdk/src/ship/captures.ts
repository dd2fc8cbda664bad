// Writes functions: those that travel as text with the variables around them, the others as where they can be found.

import { join } from "node:path";
import { cellGlobals } from "../host.ts";
import type { Place } from "../protocol/place.ts";
import { authoredText } from "./authored-text.ts";
import { Blocks, type Level, readVariable } from "./blocks.ts";
import type { ClassText } from "./class-text.ts";
import type { Encoding } from "./encoding.ts";
import type { FunctionText } from "./function-text.ts";
import { evaluateName } from "./inspection.ts";
import { isFunctionPrototype, isPlatformGlobal } from "./intrinsics.ts";
import { LexicalTree, outermost } from "./lexical-tree.ts";
import { folderOf, fromImport, isRequire, type Reference } from "./modules.ts";
import { identityOf, isCopy, type SentClass, sentClass } from "./own-classes.ts";
import { extraKeys, writeProperties } from "./properties.ts";
import { type ByValue, Routes } from "./routes.ts";
import { type Closure, privateFields, type Scope } from "./scopes.ts";
import { directoryOf, placeIn, type Script, startOf } from "./scripts.ts";
import { integrityOf, sameFunction } from "./shadow.ts";
import { otherParent, tag } from "./tags.ts";
import { Supplied } from "./using.ts";
import type { Taken } from "./watch.ts";

const functionProperties = ["length", "name", "prototype", "arguments", "caller"];

/** The functions of one message. */
export class Captures {
  readonly tree = new LexicalTree();
  readonly classes: SentClass[] = [];
  readonly #to: Encoding;
  readonly #routes = new Routes();
  readonly #blocks = new Blocks(this.tree);
  #open = false;

  constructor(to: Encoding) {
    this.#to = to;
  }

  /** True from the first function on: what is met then may be something that a function imported. */
  get isOpen(): boolean {
    return this.#open;
  }

  isByValue(fn: object): boolean {
    return this.#routes.of(fn).by === "value";
  }

  /** Where a function of the author is defined. */
  placeOf(fn: object): Place | null {
    const route = this.#routes.of(fn);
    return route.by === "value" ? positionsOf(route).placeAt(0) : null;
  }

  /** Writes a function, or an object that can be imported; false for any other. */
  write(value: object): boolean {
    if (typeof value !== "function") {
      const reference = this.#routes.importable(value);
      if (reference) this.reference(value, reference);
      return reference !== undefined;
    }
    const route = this.#routes.of(value);
    switch (route.by) {
      case "reference":
        this.reference(value, route.reference);
        break;
      case "value":
        this.#byValue(value, value, route, route.given);
        break;
      case "binding":
        this.#bound(value, route.closure);
        break;
      case "require":
        this.#to.enter(value);
        this.#to.out.byte(tag.require);
        this.#to.out.text(route.file);
        break;
      case "nothing":
        throw this.#to.refuse.function(route.reason);
    }
    return true;
  }

  /** Writes a function whose author gave some of its names. */
  writeSupplied(supplied: Supplied): void {
    const route = this.#routes.ofSupplied(supplied);
    if (route.by !== "value") throw this.#to.refuse.function(route.by === "nothing" ? route.reason : "it is no text");
    this.#routes.set(supplied, route);
    this.#byValue(supplied, supplied.fn, route, supplied.variables);
  }

  /** Writes `F.prototype` as what it is; false for any other object. */
  writePrototype(value: object): boolean {
    const maker: unknown = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
    if (typeof maker !== "function" || maker.prototype !== value) return false;
    const number = this.#to.begin(value);
    this.#to.out.byte(tag.prototype);
    this.#to.shallowly("constructor", maker);
    this.#to.made(number);
    return true;
  }

  reference(value: object, { specifier, directory, path }: Reference): void {
    this.#to.enter(value);
    this.#to.out.byte(tag.reference);
    this.#to.out.count(this.#to.modules.number({ specifier, directory }));
    this.#to.out.count(path.length);
    for (const name of path) this.#to.name(name);
  }

  #bound(fn: object, { binding }: Closure): void {
    if (!binding) return;
    const number = this.#to.begin(fn);
    this.#to.out.byte(tag.bound);
    this.#to.shallowly("bound function", binding.target);
    this.#to.shallowly("bound this", binding.self);
    this.#to.out.count(binding.first.length);
    for (const argument of binding.first) this.#to.shallowly("bound argument", argument);
    this.#to.made(number);
  }

  /** A function of the author as it was written; undefined if that cannot be told. */
  authoredText(fn: object): string | undefined {
    const route = this.#routes.of(fn);
    if (route.by !== "value") return undefined;
    return authoredText(route.script, positionsOf(route).start, route.text.source);
  }

  /** `met` is what was met in the author's values: the function, or what supplies it with names. */
  #byValue(met: object, fn: object, route: ByValue, given?: Record<string, unknown>): void {
    const to = this.#to;
    const { closure, script, text } = route;
    this.#open = true;
    const { placeAt } = positionsOf(route);
    const place = placeAt(0);
    const around = given ? text.free.filter((name) => !Object.hasOwn(given, name)) : text.free;
    const blocks = this.#blocks.of(closure, script, around);
    // What was given hides what is around, and for this function alone.
    if (given) {
      const block = this.tree.block(blocks[0]?.block ?? outermost);
      blocks.unshift({ scope: { kind: "Inner", variables: given }, block });
    }
    const strict = text.strict || script.strict || closure.scopes.at(-1)?.kind === "Module" || isStrict(fn);
    const definition = { text, strict, file: script.file ?? "", placeAt };
    const number = to.begin(met);
    to.out.byte(tag.function);
    const index = this.tree.define(blocks[0]?.block ?? outermost, definition);
    to.out.count(index);
    if (text.class) this.classes.push(sentClass(index, identityOf(fn, place, text), text.class));
    to.out.byte(text.class ? 1 : 0);
    if (text.class) this.#classParts(fn, text.class);
    to.value(Object.getOwnPropertyDescriptor(fn, "name")?.value);
    to.made(number);
    to.postpone(() => {
      const before = to.refuse.place;
      to.refuse.place = place;
      this.#variables(fn, route, blocks);
      this.#members(fn, text);
      to.refuse.place = before;
    });
  }

  #classParts(fn: object, { hasBase, computed }: ClassText): void {
    // A class that extends null is none of a base, and yet has one for itself.
    const isOfNull = hasBase && Object.getPrototypeOf(Reflect.get(fn, "prototype")) === null;
    this.#to.shallowly("extends", hasBase && !isOfNull ? Object.getPrototypeOf(fn) : null);
    const keys = this.#computedKeys(fn, computed);
    this.#to.out.count(keys.length);
    for (const key of keys) this.#to.value(key);
  }

  /** The names that computed method names came to. */
  #computedKeys(fn: object, computed: ClassText["computed"]): PropertyKey[] {
    return computed.map(({ text: wanted, isStatic }) => {
      const owner: object = isStatic ? fn : Reflect.get(fn, "prototype");
      const key = Reflect.ownKeys(owner).find((it) => {
        const { value, get, set } = Object.getOwnPropertyDescriptor(owner, it) ?? {};
        return [value, get, set].some((f) => typeof f === "function" && Function.prototype.toString.call(f) === wanted);
      });
      if (key === undefined) throw this.#to.refuse.function("a method with a computed name was replaced");
      return key;
    });
  }

  /** Writes the variables that this function takes from around it, except those that an earlier one wrote. */
  #variables(fn: object, route: ByValue, blocks: readonly Level[]): void {
    const { text, script, closure } = route;
    const found: { block: number; name: string; write: () => void }[] = [];
    const taken: Taken[] = [];
    for (const name of text.free) {
      const level = blocks.find(({ scope }) => Object.hasOwn(scope.variables, name));
      const block = level?.block ?? outermost;
      const variable = level ? this.#inScope(level.scope, name) : globalVariable(name);
      if (!level && !isPlatformGlobal(name)) taken.push({ name, scope: undefined, read: variable });
      if (!variable) continue;
      const reference =
        level?.scope.kind === "Module" && isThing(variable.value) ? fromImport(name, script) : undefined;
      // What goes by name, or was given, is the same whatever the name stands for by now.
      if (level && !reference && closure.scopes.includes(level.scope)) {
        taken.push({ name, scope: level.scope, read: variable });
      }
      if (!this.tree.declare(block, name)) continue;
      const write = () => {
        if (block === outermost && isCellGlobal(name)) this.#cellGlobal(name, script);
        else if (reference) this.#imported(name, variable.value, reference);
        else if (isRequire(variable.value as object)) this.#requireOf(variable.value as object, script);
        else this.#to.at(name, variable.value);
      };
      found.push({ block, name, write });
    }
    this.#to.watch?.variables(fn, route, taken);
    this.#to.out.count(found.length);
    for (const { block, name, write } of found) {
      this.#to.out.count(block);
      this.#to.weigh(name, write);
    }
  }

  #inScope({ variables }: Scope, name: string): { value: unknown } {
    const read = readVariable(variables, name);
    if (read.ready) return { value: read.value };
    this.#to.path.push(name);
    throw this.#to.refuse.value("variable that has no value yet where it is dispatched");
  }

  #imported(name: string, value: unknown, reference: Reference): void {
    if (this.#to.isKnown(value)) {
      this.#to.at(name, value);
      return;
    }
    this.reference(value as object, reference);
  }

  /** What a kernel lends to cells has another form elsewhere. */
  #cellGlobal(name: string, script: Script): void {
    this.#to.out.byte(name === cellGlobals.import ? tag.cellImport : tag.cellMeta);
    this.#to.out.text(directoryOf(script));
  }

  #requireOf(value: object, script: Script): void {
    this.#routes.set(value, { by: "require", file: script.file ?? join(folderOf(script), "notebook") });
    this.#to.at("require", value);
  }

  /** Writes what hangs on a function: its own properties, those added to its prototype, and static `#fields`. */
  #members(fn: object, text: FunctionText): void {
    const to = this.#to;
    to.watch?.add(sameFunction(fn));
    const { class: shape } = text;
    const computed = (isStatic: boolean) =>
      this.#computedKeys(fn, shape?.computed.filter((it) => it.isStatic === isStatic) ?? []);
    const made = shape ? [...asWritten(fn, shape.staticMembers, text), ...computed(true)] : [];
    const keys = extraKeys(fn, [...functionProperties, ...made]);
    const privates = shape?.staticPrivates.length ? privateFields(fn) : [];
    if (shape) this.#giveThis(fn, shape.staticArrows, privates);
    writeProperties(fn, keys, to);
    if (privates.length > 0) to.watch?.giveUp();
    to.out.count(privates.length);
    for (const { name, value } of privates) {
      to.name(name);
      to.at(name, value);
    }
    const members = shape ? asWritten(Reflect.get(fn, "prototype"), shape.members, text) : [];
    this.#prototypeOf(fn, ["constructor", ...members, ...computed(false)], shape !== undefined);
    const parent: unknown = Object.getPrototypeOf(fn);
    const isUsual = shape?.hasBase || isFunctionPrototype(parent);
    to.out.byte(integrityOf(fn) + (isUsual ? 0 : otherParent));
    if (!isUsual) to.at("[[Prototype]]", parent);
  }

  /** The `this` of an arrow in a static field is the class, for that is who made it. */
  #giveThis(fn: object, arrows: ReadonlyMap<string, string>, privates: { name: string; value: unknown }[]): void {
    for (const [key, source] of arrows) {
      const held: unknown = privates.find(({ name }) => name === key)?.value;
      const value = held ?? Object.getOwnPropertyDescriptor(fn, key)?.value;
      if (typeof value === "function" && Function.prototype.toString.call(value) === source) {
        this.#routes.supply(new Supplied(value, { this: fn }));
      }
    }
  }

  /** 0: as the text makes it; 1: with more in it; 2: another object altogether. */
  #prototypeOf(fn: object, made: readonly PropertyKey[], isClass: boolean): void {
    const to = this.#to;
    const prototype: unknown = Object.getOwnPropertyDescriptor(fn, "prototype")?.value;
    if (typeof prototype !== "object" || prototype === null) {
      to.out.byte(0);
      return;
    }
    const isOwn = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value === fn;
    const extras = extraKeys(prototype, made);
    const parent = Object.getPrototypeOf(prototype);
    if (!isOwn && (extras.length > 0 || parent === Object.prototype)) {
      to.out.byte(2);
      to.at("prototype", prototype);
      return;
    }
    const isMadeByText = isClass && !isCopy(prototype);
    if (extras.length === 0 && (isMadeByText || !isOwn || parent === Object.prototype)) {
      to.out.byte(0);
      return;
    }
    to.out.byte(1);
    to.value(prototype);
    to.value(isMadeByText ? undefined : parent);
    writeProperties(prototype, extras, to);
  }
}

/** Where a function's text begins in its script, and the author's place of each index in it. */
function positionsOf({ closure, script, text }: ByValue) {
  const { line, column } = startOf(closure.location ?? { script: "", line: 0, column: 0 }, text.anchor, script);
  const lines = lineStarts(text.source);
  const placeAt = (index: number): Place => {
    const below = lines.findLastIndex((start) => start <= index);
    return placeIn(script, line + below, below === 0 ? column + index : index - (lines[below] ?? 0));
  };
  return { start: { line, column }, placeAt };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Those of a class's members that are still what its text says: a decorator, or anybody, may have replaced them. */
function asWritten(owner: object, members: Iterable<string>, { source }: FunctionText): string[] {
  return [...members].filter((key) => {
    const { value, get, set } = Object.getOwnPropertyDescriptor(owner, key) ?? {};
    return [value, get, set].every(
      (it) => it === undefined || (typeof it === "function" && source.includes(Function.prototype.toString.call(it))),
    );
  });
}

const isCellGlobal = (name: string) => name === cellGlobals.import || name === cellGlobals.meta;

const isThing = (value: unknown) => (typeof value === "object" && value !== null) || typeof value === "function";

/** Sloppy functions, and only they, have a `caller`. Arrows and methods never do, and follow what is around them. */
const isStrict = (fn: object) => Object.hasOwn(fn, "prototype") && !Object.hasOwn(fn, "caller") && isOrdinary(fn);
const isOrdinary = (fn: object) => /^function[\s(]/.test(Function.prototype.toString.call(fn));

/** What an author put on the global object, or declared at the top of a cell; the platform's own globals stay names. */
function globalVariable(name: string): { value: unknown } | undefined {
  if (name in globalThis) {
    return isPlatformGlobal(name) ? undefined : { value: (globalThis as Record<string, unknown>)[name] };
  }
  const { found, value } = evaluateName(name);
  return found ? { value } : undefined;
}
