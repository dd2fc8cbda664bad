// Own properties exactly as they are defined: accessors, symbols, what is hidden or read-only.

import type { ClassText } from "./class-text.ts";
import type { Decoding } from "./decoding.ts";
import type { Encoding } from "./encoding.ts";
import { plainProperty, propertyBit } from "./tags.ts";

/** Own keys that somebody has to write: those that `covered` does not name, and that the object's class does not make anew. */
export function extraKeys(
  value: object,
  covered: readonly PropertyKey[],
  brands: readonly { text: ClassText }[] = [],
): PropertyKey[] {
  return Reflect.ownKeys(value).filter((key) => !covered.includes(key) && !isMadeByClass(value, key, brands));
}

function isMadeByClass(value: object, key: PropertyKey, brands: readonly { text: ClassText }[]): boolean {
  if (brands.length === 0 || typeof key !== "string") return false;
  const source = brands.map((it) => it.text.arrows.get(key)).findLast((it) => it !== undefined);
  if (source === undefined) return false;
  const held = Object.getOwnPropertyDescriptor(value, key)?.value;
  return typeof held === "function" && Function.prototype.toString.call(held) === source;
}

export function writeProperties(value: object, keys: readonly PropertyKey[], to: Encoding): void {
  to.out.count(keys.length);
  for (const key of keys) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (!property) continue;
    const isAccessor = property.get !== undefined || property.set !== undefined;
    to.value(key);
    to.out.byte(
      (property.writable ? propertyBit.writable : 0) +
        (property.enumerable ? propertyBit.enumerable : 0) +
        (property.configurable ? propertyBit.configurable : 0) +
        (isAccessor ? propertyBit.accessor : 0),
    );
    const step = typeof key === "symbol" ? `[${String(key)}]` : key;
    if (isAccessor) {
      to.at(`get ${String(step)}`, property.get);
      to.at(`set ${String(step)}`, property.set);
    } else to.at(step, property.value);
  }
}

export function readProperties(value: object, from: Decoding): void {
  for (let left = from.input.count(); left > 0; left--) {
    const key = from.value() as PropertyKey;
    const bits = from.input.byte();
    if (bits === plainProperty && key !== "__proto__" && !Object.hasOwn(value, key)) {
      Object.defineProperty(value, key, { value: from.value(), writable: true, enumerable: true, configurable: true });
      continue;
    }
    const shape = {
      enumerable: (bits & propertyBit.enumerable) > 0,
      configurable: (bits & propertyBit.configurable) > 0,
    };
    if (bits & propertyBit.accessor) {
      const accessors = { get: from.value(), set: from.value() } as PropertyDescriptor;
      Object.defineProperty(value, key, { ...shape, ...accessors });
    } else {
      Object.defineProperty(value, key, {
        ...shape,
        value: from.value(),
        writable: (bits & propertyBit.writable) > 0,
      });
    }
  }
}
