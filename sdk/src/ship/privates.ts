// `#private` members of instances: read through V8, put back by the class itself, which alone may add them.

import type { ClassText } from "./class-text.ts";
import type { Decoding } from "./decoding.ts";
import type { Encoding } from "./encoding.ts";
import { readFunction } from "./function-text.ts";
import { intrinsicPath } from "./intrinsics.ts";
import { isCopy } from "./own-classes.ts";
import { privateFields } from "./scopes.ts";

/** A class in the ancestry of an instance that puts something on it that only it can put there. */
export interface Brand {
  maker: object;
  text: ClassText;
}

const brandOfPrototype = new WeakMap<object, Brand | null>();

/** The classes that branded an instance and travel with it, the base class first. */
export function brandsOf(value: object, to: Encoding): Brand[] {
  return allBrandsOf(value).filter(({ maker, text }) => {
    if (to.captures.isByValue(maker)) return true;
    if (text.brands) throw to.refuse.value(`${Reflect.get(maker, "name")} with private members of an imported class`);
    return false;
  });
}

function allBrandsOf(value: object): Brand[] {
  const brands: Brand[] = [];
  for (let at = Object.getPrototypeOf(value); at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    let brand = brandOfPrototype.get(at);
    if (brand === undefined) {
      brand = findBrand(at);
      brandOfPrototype.set(at, brand);
    }
    if (brand) brands.unshift(brand);
    if (isCopy(at)) break;
  }
  return brands;
}

function findBrand(prototype: object): Brand | null {
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  if (typeof maker !== "function" || maker.prototype !== prototype) return null;
  if (intrinsicPath(maker) !== undefined) return null;
  const text = readFunction(maker)?.class;
  return text && (text.brands || text.arrows.size > 0) ? { maker, text } : null;
}

/** Written before the instance is made. */
export function writeBrands(brands: readonly Brand[], to: Encoding): void {
  to.out.count(brands.length);
  for (const { maker, text } of brands) {
    to.shallowly("class", maker);
    to.out.byte(text.hasBase ? 1 : 0);
  }
}

export function readBrands(from: Decoding): { maker: NewableFunction; hasBase: boolean }[] {
  return Array.from({ length: from.input.count() }, () => ({
    maker: from.value() as NewableFunction,
    hasBase: from.input.byte() === 1,
  }));
}

/**
 * Has each class put its members on the object: a derived class takes whatever `super()` returns for `this`, and a base class
 * makes an object of its own, with the wanted prototype.
 */
export function installBrands(
  made: object,
  prototype: object | null,
  brands: readonly { maker: NewableFunction; hasBase: boolean }[],
  from: Decoding,
): object {
  if (brands.length === 0) return made;
  let value = made;
  Object.setPrototypeOf(value, prototype);
  from.blankly(() => {
    for (const { maker, hasBase } of brands) {
      value = hasBase ? brandGiven(maker, value) : makeBranded(maker, prototype);
    }
  });
  // The class made its other fields too, without their values.
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property?.configurable && property.value === undefined) Reflect.deleteProperty(value, key);
  }
  return value;
}

function makeBranded(maker: NewableFunction, prototype: object | null): object {
  function Wanted() {}
  Wanted.prototype = prototype;
  return Reflect.construct(maker, anyArguments, Wanted);
}

function brandGiven(maker: NewableFunction, value: object): object {
  const base = Object.getPrototypeOf(maker);
  Object.setPrototypeOf(maker, function Given() {
    return value;
  });
  try {
    return Reflect.construct(maker, anyArguments);
  } finally {
    Object.setPrototypeOf(maker, base);
  }
}

/** Stands for any argument: whatever a parameter list takes out of it is there, so no default is evaluated. */
function Anything() {}
const anything: object = new Proxy(Anything, {
  get: (_, key) => (key === Symbol.iterator ? () => ({ next: () => ({ done: false, value: anything }) }) : anything),
});
const anyArguments = Array.from({ length: 32 }, () => anything);

/** Written among the contents of the instance. */
export function writePrivates(value: object, brands: readonly Brand[], to: Encoding): void {
  const wanted = brands.flatMap(({ maker, text }) => text.privates.map((name) => ({ maker, name })));
  const fields = wanted.length > 0 ? privateFields(value) : [];
  to.out.count(fields.length);
  fields.forEach(({ name, value: held }, at) => {
    const owner = wanted[at]?.name === name ? wanted[at] : wanted.find((it) => it.name === name);
    to.shallowly("class", owner?.maker);
    to.name(name);
    to.at(name, held);
  });
}

export function readPrivates(value: object, from: Decoding): void {
  for (let left = from.input.count(); left > 0; left--) {
    const maker = from.value() as object;
    const name = from.name();
    from.setPrivate(maker, value, name, from.value());
  }
}
