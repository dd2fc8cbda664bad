// Remembers what an object is made of, so that a glance tells whether it is still that.

/** True as long as nothing has changed. */
export type Check = () => boolean;

/** An object that is nothing but its enumerable values. */
export function sameValues(object: Record<string, unknown>, keys: readonly string[]): Check {
  const values = keys.map((key) => object[key]);
  return () => {
    const now = Reflect.ownKeys(object);
    if (now.length !== keys.length || !Object.isExtensible(object)) return false;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      if (now[i] !== key || !Object.is(object[key], values[i])) return false;
    }
    return true;
  };
}

/** An array without gaps. What else hangs on it is looked for where it is short enough to be asked. */
export function sameElements(array: readonly unknown[], isShort: boolean): Check {
  const values = [...array];
  return () => {
    if (array.length !== values.length || !Object.isExtensible(array)) return false;
    if (isShort && Reflect.ownKeys(array).length !== values.length + 1) return false;
    for (let i = 0; i < values.length; i++) if (!Object.is(array[i], values[i])) return false;
    return true;
  };
}

/** Any object's own properties, as they are defined; those in `except` may change. */
export function sameProperties(object: object, except: readonly PropertyKey[] = []): Check {
  const prototype: unknown = Object.getPrototypeOf(object);
  const integrity = integrityOf(object);
  const keys = Reflect.ownKeys(object);
  const properties = keys.map((key) =>
    except.includes(key) ? undefined : Object.getOwnPropertyDescriptor(object, key),
  );
  return () => {
    const now = Reflect.ownKeys(object);
    if (now.length !== keys.length || Object.getPrototypeOf(object) !== prototype) return false;
    if (integrityOf(object) !== integrity) return false;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as PropertyKey;
      if (now[i] !== key) return false;
      const before = properties[i];
      if (before && !isSame(before, Object.getOwnPropertyDescriptor(object, key))) return false;
    }
    return true;
  };
}

const isSame = (before: PropertyDescriptor, now: PropertyDescriptor | undefined): boolean =>
  now !== undefined &&
  Object.is(now.value, before.value) &&
  now.get === before.get &&
  now.set === before.set &&
  now.writable === before.writable &&
  now.enumerable === before.enumerable &&
  now.configurable === before.configurable;

/** How much of an object can still be changed: 0 for all, 3 for nothing. */
export const integrityOf = (value: object): number =>
  Object.isExtensible(value) ? 0 : Object.isFrozen(value) ? 3 : Object.isSealed(value) ? 2 : 1;

/** A function: what hangs on it, and on its prototype. */
export function sameFunction(fn: object): Check {
  const keys = Reflect.ownKeys(fn);
  const isBare = keys.every((key) => key === "length" || key === "name");
  const prototype: unknown = Object.getOwnPropertyDescriptor(fn, "prototype")?.value;
  if (!isBare) {
    // A sloppy function's `arguments` and `caller` are what they are while it runs.
    const own = sameProperties(fn, ["arguments", "caller"]);
    if (typeof prototype !== "object" || prototype === null) return own;
    const members = sameProperties(prototype);
    return () => own() && members();
  }
  const name: unknown = Reflect.get(fn, "name");
  const parent: unknown = Object.getPrototypeOf(fn);
  return () =>
    Reflect.ownKeys(fn).length === keys.length &&
    Reflect.get(fn, "name") === name &&
    Object.getPrototypeOf(fn) === parent &&
    Object.isExtensible(fn);
}

/** Bytes that somebody looks at. */
export function sameBytes(bytes: Uint8Array): Check {
  const before = Buffer.from(bytes);
  return () => before.equals(bytes);
}

/** What a collection holds, in order: `each` notes one after the other. */
export function sameContents(each: (note: (held: unknown) => void) => void): Check {
  const before: unknown[] = [];
  each((held) => before.push(held));
  return () => {
    let at = 0;
    let isSame = true;
    each((held) => {
      isSame &&= Object.is(held, before[at++]);
    });
    return isSame && at === before.length;
  };
}
