// Tells whether there is more to an array or an object than the values that it lists.

import { namesBesideIndices } from "./inspection.ts";

/** A shorter array is asked for its keys; a longer one would take long to list them. */
const longArray = 512;

export const isShort = (array: readonly unknown[]): boolean => array.length <= longArray;

/** True if there is an element at every index, and nothing else. */
export function isDense(array: unknown[]): boolean {
  if (Object.getOwnPropertySymbols(array).length > 0) return false;
  if (!isShort(array)) return !hasGap(array) && namesBesideIndices(array).length === 1;
  // Indices come first and in order, so the last key says it all.
  const keys = Object.keys(array);
  return keys.length === array.length && (keys.length === 0 || keys.at(-1) === String(keys.length - 1));
}

function hasGap(array: unknown[]): boolean {
  for (let i = array.indexOf(undefined); i >= 0; i = array.indexOf(undefined, i + 1)) {
    if (!Object.hasOwn(array, i)) return true;
  }
  return array.includes(undefined) && array.findIndex((_, i) => !Object.hasOwn(array, i)) >= 0;
}

/** True if all there is to an object are its enumerable values. */
export function isPlain(object: object, keys: string[]): boolean {
  if (!Object.isExtensible(object)) return false;
  if (Reflect.ownKeys(object).length !== keys.length) return false;
  for (const key of keys) {
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (!property?.writable || !property.configurable) return false;
  }
  return true;
}
