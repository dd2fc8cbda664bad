// Walks a graph of values once and writes it: every object when it is first met, and its number wherever it is met again.

import { types } from "node:util";
import { BufferShelf } from "./buffers.ts";
import { Writer } from "./bytes.ts";
import type { Captures } from "./captures.ts";
import type { Holes } from "./holes.ts";
import { lazyGlobalPath, wellKnownPath } from "./intrinsics.ts";
import { writeKind } from "./kinds.ts";
import { ModuleShelf } from "./module-shelf.ts";
import type { Path } from "./path.ts";
import { isDense, isPlain, isShort } from "./plain.ts";
import { rebuildPlan } from "./rebuild.ts";
import type { Refusal } from "./refusal.ts";
import { sameElements, sameValues } from "./shadow.ts";
import { smallNumber, tag } from "./tags.ts";
import { Supplied } from "./using.ts";
import type { Watch } from "./watch.ts";
import { WeakContents } from "./weak-contents.ts";

/** Nested deeper than this, contents are written later instead of inside: the call stack has an end. */
const deepest = 250;
/** Smaller captures make nothing heavy. */
const worthNoting = 65_536;

interface Postponed {
  path: ReturnType<Path["save"]>;
  fill: () => void;
}

export interface EncodingParts {
  path: Path;
  refuse: Refusal;
  captures: (encoding: Encoding) => Captures;
  /** Where deferred values may be. */
  holes?: Holes | undefined;
  /** Where they may not: the name of the electron whose output a value stands for. */
  outputOf?: ((value: object) => string | undefined) | undefined;
  /** Wants to know what was met, to tell later whether it has changed. */
  watch?: Watch | undefined;
}

/** One message on its way out. */
export class Encoding {
  readonly out = new Writer();
  readonly path: Path;
  readonly refuse: Refusal;
  readonly holes: Holes | undefined;
  readonly watch: Watch | undefined;
  readonly #capturesFor: EncodingParts["captures"];
  #captures: Captures | undefined;
  #buffers: BufferShelf | undefined;
  #modules: ModuleShelf | undefined;
  readonly #outputOf: EncodingParts["outputOf"];
  readonly #numbers = new Map<unknown, number>();
  #unmade: Set<number> | undefined;
  readonly #names = new Map<string, number>();
  readonly #postponed: Postponed[] = [];
  #filled = 0;
  #weak: WeakContents | undefined;
  #shallow = 0;
  /** What a function closes over that is largest. */
  heaviest = { path: "", size: 0 };

  constructor({ path, refuse, captures, holes, outputOf, watch }: EncodingParts) {
    this.path = path;
    this.refuse = refuse;
    this.#capturesFor = captures;
    this.holes = holes;
    this.watch = watch;
    this.#outputOf = outputOf;
  }

  /** Most messages have no functions, and do without. */
  get captures(): Captures {
    this.#captures ??= this.#capturesFor(this);
    return this.#captures;
  }

  get buffers(): BufferShelf {
    this.#buffers ??= new BufferShelf();
    return this.#buffers;
  }

  get modules(): ModuleShelf {
    this.#modules ??= new ModuleShelf();
    return this.#modules;
  }

  /** What has been put on shelves, if anything has. */
  get shelves(): { buffers: BufferShelf | undefined; modules: ModuleShelf | undefined } {
    return { buffers: this.#buffers, modules: this.#modules };
  }

  /** Whether a function has been met. */
  get hasFunctions(): boolean {
    return this.#captures?.isOpen === true;
  }

  /** Writes the value, then everything that was postponed. */
  root(value: unknown): void {
    this.value(value);
    this.#fillPostponed();
    while (this.#weak?.writeRound(this.#numbers, this)) this.#fillPostponed();
  }

  /** Leaves what is in a weak collection to the end. */
  weakly(collection: WeakMap<WeakKey, unknown> | WeakSet<WeakKey>): void {
    this.watch?.giveUp();
    this.#weak ??= new WeakContents();
    this.#weak.add(collection, this.path.save());
  }

  #fillPostponed(): void {
    for (; this.#filled < this.#postponed.length; this.#filled++) {
      const { path, fill } = this.#postponed[this.#filled] as Postponed;
      this.path.restore(path);
      fill();
    }
  }

  value(value: unknown): void {
    const { out } = this;
    switch (typeof value) {
      case "string":
        out.byte(tag.text);
        out.text(value);
        return;
      case "number":
        this.#number(value);
        return;
      case "boolean":
        out.byte(value ? tag.true : tag.false);
        return;
      case "undefined":
        out.byte(tag.undefined);
        return;
      case "bigint":
        out.byte(tag.bigint);
        out.text(value.toString(16));
        return;
      case "symbol":
        this.#symbol(value);
        return;
      default:
        if (value === null) {
          out.byte(tag.null);
          return;
        }
        this.#thing(value as object);
        return;
    }
  }

  /** Like `value`, under a step of the path. */
  at(step: string | number | symbol, value: unknown): void {
    this.path.push(step);
    this.value(value);
    this.path.pop();
  }

  /** Bytes so far, those of buffers included. */
  get weight(): number {
    return this.out.size + (this.#buffers?.size ?? 0);
  }

  /** Notes how much `write` writes, under a step of the path. */
  weigh(step: string, write: () => void): void {
    const before = this.weight;
    write();
    const size = this.weight - before;
    if (size <= Math.max(worthNoting, this.heaviest.size)) return;
    this.path.push(step);
    this.heaviest = { path: String(this.path), size };
    this.path.pop();
  }

  /** Only makes the value: what is in it comes later, because the one that needs it may itself be in it. */
  shallowly(step: string, value: unknown): void {
    this.#shallow++;
    this.at(step, value);
    this.#shallow--;
  }

  /** Complete, even where everything around it is postponed. */
  completely(step: string, value: unknown): void {
    const before = this.#shallow;
    this.#shallow = 0;
    this.at(step, value);
    this.#shallow = before;
  }

  get postpones(): boolean {
    return this.#shallow > 0 || this.path.depth > deepest;
  }

  postpone(fill: () => void): void {
    this.#postponed.push({ path: this.path.save(), fill });
  }

  /** Gives the next number to a value that cannot be referred to before `made` is called. */
  begin(value: unknown): number {
    const number = this.enter(value);
    this.#unmade ??= new Set();
    this.#unmade.add(number);
    return number;
  }

  made(number: number): void {
    this.#unmade?.delete(number);
  }

  /** Whether the value has been met. */
  isKnown(value: unknown): boolean {
    return this.#numbers.has(value);
  }

  /** Gives the next number to a value. */
  enter(value: unknown): number {
    const number = this.#numbers.size;
    this.#numbers.set(value, number);
    return number;
  }

  /** Names repeat a lot: from its second use on, a name is its number. */
  name(name: string): void {
    const known = this.#names.get(name);
    if (known !== undefined) {
      this.out.count(known + 1);
      return;
    }
    this.#names.set(name, this.#names.size);
    this.out.count(0);
    this.out.text(name);
  }

  #number(value: number): void {
    const { out } = this;
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      out.byte(tag.float);
      out.float(value);
      return;
    }
    if (value >= 0 && value < 128) {
      out.byte(smallNumber + value);
      return;
    }
    out.byte(value < 0 ? tag.negative : tag.whole);
    out.count(value < 0 ? -1 - value : value);
  }

  #symbol(value: symbol): void {
    const registered = Symbol.keyFor(value);
    if (registered !== undefined) {
      this.out.byte(tag.registeredSymbol);
      this.out.text(registered);
      return;
    }
    if (this.#again(value) || this.#intrinsic(wellKnownPath(value))) return;
    this.enter(value);
    this.out.byte(tag.symbol);
    this.value(value.description);
  }

  #thing(value: object): void {
    if (this.#again(value)) return;
    const hole = this.holes?.of(value);
    if (hole !== undefined) {
      this.out.byte(tag.hole);
      this.out.count(hole);
      return;
    }
    if (types.isProxy(value)) {
      const electron = this.#outputOf?.(value);
      if (electron !== undefined) throw this.refuse.output(electron);
      writeKind(value, this);
      return;
    }
    if (this.#intrinsic(wellKnownPath(value))) return;
    if (value instanceof Supplied) {
      this.captures.writeSupplied(value);
      return;
    }
    const plan = rebuildPlan(value);
    if (plan) {
      this.#rebuilt(value, plan);
      return;
    }
    if (typeof value === "function" && this.#intrinsic(lazyGlobalPath(value))) return;
    if ((typeof value === "function" || this.hasFunctions) && this.captures.write(value)) return;
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Array.prototype) {
      if (this.#plainArray(value as unknown[])) return;
    } else if (prototype === Object.prototype) {
      if (this.#plainObject(value as Record<string, unknown>)) return;
    }
    if (this.#intrinsic(lazyGlobalPath(value)) || this.captures.writePrototype(value)) return;
    writeKind(value, this);
  }

  #again(value: unknown): boolean {
    const number = this.#numbers.get(value);
    if (number === undefined) return false;
    if (this.#unmade?.has(number)) throw this.refuse.circle();
    this.out.byte(tag.again);
    this.out.count(number);
    return true;
  }

  #intrinsic(path: string | undefined): boolean {
    if (path === undefined) return false;
    this.out.byte(tag.intrinsic);
    this.name(path);
    return true;
  }

  #rebuilt(value: object, plan: { module: string; name: string; args: unknown[] }): void {
    // What our own packages make of an electron is made of the same parts each time.
    if (plan.module !== "covalent-ts") this.watch?.giveUp();
    const number = this.begin(value);
    this.out.byte(tag.rebuilt);
    this.out.count(this.modules.number({ specifier: plan.module, directory: "" }));
    this.name(plan.name);
    this.out.count(plan.args.length);
    for (const argument of plan.args) this.completely(plan.name, argument);
    this.made(number);
  }

  #plainArray(array: unknown[]): boolean {
    const { length } = array;
    if (!Array.isArray(array) || !Object.isExtensible(array) || !isDense(array)) return false;
    this.enter(array);
    this.watch?.add(sameElements(array, isShort(array)));
    if (length > 8 && array.every(isNumber)) {
      this.out.byte(tag.numbers);
      this.out.count(length);
      const floats = Float64Array.from(array as number[]);
      this.out.raw(new Uint8Array(floats.buffer));
    } else if (this.postpones) {
      this.out.byte(tag.arrayLater);
      this.out.count(length);
      this.postpone(() => this.#elements(array));
    } else {
      this.out.byte(tag.array);
      this.out.count(length);
      this.#elements(array);
    }
    return true;
  }

  #elements(array: unknown[]): void {
    this.path.push(0);
    for (let i = 0; i < array.length; i++) {
      this.path.next(i);
      this.value(array[i]);
    }
    this.path.pop();
  }

  #plainObject(object: Record<string, unknown>): boolean {
    const keys = Object.keys(object);
    if (!isPlain(object, keys)) return false;
    this.enter(object);
    this.watch?.add(sameValues(object, keys));
    this.out.byte(this.postpones ? tag.objectLater : tag.object);
    if (this.postpones) this.postpone(() => this.#entries(object, keys));
    else this.#entries(object, keys);
    return true;
  }

  #entries(object: Record<string, unknown>, keys: string[]): void {
    this.out.count(keys.length);
    this.path.push("");
    for (const key of keys) {
      this.name(key);
      this.path.next(key);
      this.value(object[key]);
    }
    this.path.pop();
  }
}

const isNumber = (value: unknown) => typeof value === "number";
