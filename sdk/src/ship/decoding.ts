// Reads a graph of values: makes each object where it is first met, then fills in what was postponed.

import { CovalentError } from "../errors.ts";
import type { ReadBuffers } from "./buffers.ts";
import type { Reader } from "./bytes.ts";
import type { Code } from "./generated-code.ts";
import { intrinsicAt } from "./intrinsics.ts";
import { readKind } from "./kinds.ts";
import type { ModuleName } from "./module-name.ts";
import { inheritFrom, markCopy, rememberClass, type SentClass } from "./own-classes.ts";
import { readProperties } from "./properties.ts";
import { rememberReceived } from "./received.ts";
import { otherParent, smallNumber, tag } from "./tags.ts";

/** What a message needs before it can be read: everything that has to be waited for. */
export interface Supplies {
  buffers: ReadBuffers;
  code: Code;
  /** The classes in it, by whose they are. */
  classes: SentClass[];
  classOf: (id: string) => object | undefined;
  madeClass: ((id: string, made: object) => void) | undefined;
  /** Namespaces of the modules it refers to, and what each was asked for by. */
  modules: object[];
  moduleNames: ModuleName[];
  /** Values of its holes. */
  holes: unknown[];
}

/** One message on its way in. */
export class Decoding {
  readonly input: Reader;
  readonly #supplies: Supplies;
  readonly #things: unknown[] = [];
  readonly #names: string[] = [];
  #postponed: (() => void)[] = [];
  #hasWeak = false;
  readonly #closing: (() => void)[] = [];

  constructor(input: Reader, supplies: Supplies) {
    this.input = input;
    this.#supplies = supplies;
  }

  /** Reads the value, then everything that was postponed. */
  root(): unknown {
    const value = this.value();
    this.#fillPostponed();
    if (this.#hasWeak) this.#weakContents();
    for (const close of this.#closing) close();
    return value;
  }

  /** Says that what weak collections hold follows at the end. */
  weakly(): void {
    this.#hasWeak = true;
  }

  #fillPostponed(): void {
    for (let at = 0; at < this.#postponed.length; at++) this.#postponed[at]?.();
    this.#postponed = [];
  }

  #weakContents(): void {
    for (let found = this.input.count(); found > 0; found = this.input.count()) {
      for (let left = found; left > 0; left--) {
        const collection = this.#things[this.input.count()];
        const key = this.#things[this.input.count()] as WeakKey;
        if (collection instanceof WeakMap) collection.set(key, this.value());
        else if (collection instanceof WeakSet) collection.add(key);
        else throw this.malformed("weak contents of no weak collection");
      }
      this.#fillPostponed();
    }
  }

  value(): unknown {
    const { input } = this;
    const first = input.byte();
    if (first >= smallNumber) return first - smallNumber;
    switch (first) {
      case tag.undefined:
        return undefined;
      case tag.null:
        return null;
      case tag.false:
        return false;
      case tag.true:
        return true;
      case tag.whole:
        return input.count();
      case tag.negative:
        return -1 - input.count();
      case tag.float:
        return input.float();
      case tag.text:
        return input.text();
      case tag.bigint:
        return readBigInt(input.text());
      case tag.again:
        return this.#things[input.count()];
      case tag.array:
        return this.#array(true);
      case tag.arrayLater:
        return this.#array(false);
      case tag.object:
        return this.#object(true);
      case tag.objectLater:
        return this.#object(false);
      case tag.numbers:
        return this.#numbers();
      case tag.hole:
        return this.#supplies.holes[input.count()];
      case tag.symbol:
        return this.#enter(Symbol(this.value() as string | undefined));
      case tag.registeredSymbol:
        return Symbol.for(input.text());
      case tag.intrinsic:
        return intrinsicAt(this.name());
      case tag.reference:
        return this.#enter(this.#reference());
      case tag.rebuilt:
        return this.#rebuilt();
      case tag.prototype:
        return this.#making(() => (this.value() as { prototype: unknown }).prototype);
      case tag.function:
        return this.#function();
      case tag.bound:
        return this.#making(() => this.#bound());
      case tag.require:
        return this.#enter(this.#supplies.code.requireFrom(input.text()));
      case tag.cellImport:
        return this.#supplies.code.importerIn(input.text());
      case tag.cellMeta:
        return this.#supplies.code.metaIn(input.text());
      case tag.kind:
        return readKind(this);
      default:
        throw this.malformed(`an unknown tag ${first}`);
    }
  }

  name(): string {
    const known = this.input.count();
    if (known > 0) return this.#names[known - 1] ?? "";
    const name = this.input.text();
    this.#names.push(name);
    return name;
  }

  postpone(fill: () => void): void {
    this.#postponed.push(fill);
  }

  /** Takes the next number, for a value that is still being made. */
  begin(): number {
    return this.#things.push(undefined) - 1;
  }

  made(number: number, value: unknown): void {
    this.#things[number] = value;
  }

  buffer(number: number): ArrayBufferLike {
    return this.#enter(this.#supplies.buffers.buffers[number] ?? new ArrayBuffer(0));
  }

  view(number: number): { buffer: ArrayBufferLike; offset: number; length: number } {
    const view = this.#supplies.buffers.views[number];
    const buffer = view && this.#supplies.buffers.buffers[view.buffer];
    if (!view || !buffer) throw this.malformed("a view without its buffer");
    return { buffer, offset: view.offset, length: view.length };
  }

  module(number: number): unknown {
    return this.#supplies.modules[number];
  }

  /** Freezes, seals or closes an object, once everything is in place. */
  close(value: object, integrity: number): void {
    if (integrity === 3) this.#closing.push(() => Object.freeze(value));
    else if (integrity === 2) this.#closing.push(() => Object.seal(value));
    else if (integrity === 1) this.#closing.push(() => Object.preventExtensions(value));
  }

  /** Runs `make` while the author's classes make instances that hold nothing. */
  blankly(make: () => void): void {
    this.#supplies.code.blankly(make);
  }

  setPrivate(maker: object, owner: object, name: string, value: unknown): void {
    this.#supplies.code.setPrivate(maker, owner, name, value);
  }

  malformed(field: string): CovalentError {
    return new CovalentError("BAD_MESSAGE", { message: "encoded value", field: `it has ${field}` });
  }

  #enter<T>(value: T): T {
    this.#things.push(value);
    return value;
  }

  #making(make: () => unknown): unknown {
    const number = this.begin();
    const value = make();
    this.made(number, value);
    return value;
  }

  #array(now: boolean): unknown[] {
    const length = this.input.count();
    const array: unknown[] = this.#enter([]);
    if (now) this.#elements(array, length);
    else this.postpone(() => this.#elements(array, length));
    return array;
  }

  #elements(array: unknown[], length: number): void {
    for (let i = 0; i < length; i++) array.push(this.value());
  }

  #numbers(): number[] {
    const length = this.input.count();
    // Copied, because doubles are read at once only where they lie at a multiple of eight.
    const floats = new Float64Array(new Uint8Array(this.input.raw(length * 8)).buffer);
    const array: number[] = this.#enter(Array.from(floats));
    return array;
  }

  #object(now: boolean): object {
    const object: Record<string, unknown> = this.#enter({});
    if (now) this.#entries(object);
    else this.postpone(() => this.#entries(object));
    return object;
  }

  #entries(object: Record<string, unknown>): void {
    for (let left = this.input.count(); left > 0; left--) {
      const name = this.name();
      const value = this.value();
      if (name === "__proto__") {
        Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
      } else object[name] = value;
    }
  }

  #reference(): unknown {
    const number = this.input.count();
    let value: unknown = this.#supplies.modules[number];
    const path = Array.from({ length: this.input.count() }, () => this.name());
    for (const name of path) {
      const next = Reflect.get(Object(value), name);
      // A CommonJS module is the default export of its namespace, unless the bundler who wrote it thought otherwise.
      value = next === undefined && name === "default" ? value : next;
    }
    const module = this.#supplies.moduleNames[number];
    if (value === undefined && path.length > 0) {
      throw new CovalentError("NO_SUCH_EXPORT", { module: module?.specifier ?? "", name: String(path.at(-1)) });
    }
    if (module) rememberReceived(value, { specifier: module.specifier, directory: module.directory, path });
    return value;
  }

  #rebuilt(): unknown {
    return this.#making(() => {
      const module = this.#supplies.modules[this.input.count()] as Record<string, (...args: unknown[]) => unknown>;
      const name = this.name();
      const args = Array.from({ length: this.input.count() }, () => this.value());
      const make = module?.[name];
      if (!make) throw this.malformed(`a call of '${name}', which its module does not export`);
      return make(...args);
    });
  }

  #function(): object {
    const { code } = this.#supplies;
    const number = this.begin();
    const index = this.input.count();
    const isClass = this.input.byte() === 1;
    const base = isClass ? this.value() : null;
    const keys = isClass ? Array.from({ length: this.input.count() }, () => this.value() as PropertyKey) : [];
    const name = this.value();
    const sent = isClass ? this.#supplies.classes.find((it) => it.index === index) : undefined;
    const own = sent && this.#supplies.classOf(sent.id);
    const fn = own && !sent.isBranded ? own : code.define(index, base, keys);
    if (fn !== own && typeof name === "string" && Reflect.get(fn, "name") !== name) {
      Object.defineProperty(fn, "name", { value: name, configurable: true });
    }
    if (sent && fn !== own) {
      rememberClass(fn, sent.id);
      this.#supplies.madeClass?.(sent.id, fn);
    }
    this.made(number, fn);
    this.postpone(() => {
      for (let left = this.input.count(); left > 0; left--) {
        const block = this.input.count();
        code.setVariable(block, this.value());
      }
      // What is the author's own stays as it is there.
      const into = fn === own ? Object.create(null) : fn;
      readProperties(into, this);
      for (let left = this.input.count(); left > 0; left--) {
        const field = this.name();
        code.setPrivate(into, into, field, this.value());
      }
      this.#prototypeOf(into, isClass);
      const traits = this.input.byte();
      if (traits >= otherParent) Object.setPrototypeOf(into, this.value() as object | null);
      this.close(into, traits % otherParent);
      if (own && into !== own && sent && !sent.hasBase) inheritFrom(own, into);
    });
    return fn;
  }

  #prototypeOf(fn: object, isClass: boolean): void {
    const form = this.input.byte();
    if (form === 0) return;
    const found = this.value() as object;
    if (form === 2) {
      Reflect.set(fn, "prototype", found);
      return;
    }
    const prototype = typeof fn === "function" ? found : Object.create(null);
    const parent = this.value() as object | null | undefined;
    if (parent !== undefined) Object.setPrototypeOf(prototype, parent);
    if (parent && isClass) markCopy(prototype);
    readProperties(prototype, this);
  }

  #bound(): unknown {
    const target = this.value() as (...args: unknown[]) => unknown;
    const self = this.value();
    const first = Array.from({ length: this.input.count() }, () => this.value());
    return Function.prototype.bind.call(target, self, ...first);
  }
}

const readBigInt = (text: string) => (text.startsWith("-") ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`));
