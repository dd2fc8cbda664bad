// Objects that are more than their properties: how each kind is taken apart, and put together again.

import type { Decoding } from "./decoding.ts";
import type { Encoding } from "./encoding.ts";
import { collectionKinds } from "./kinds-of-collections.ts";
import { dataKinds } from "./kinds-of-data.ts";
import { platformKinds } from "./kinds-of-platform.ts";
import { tableKinds } from "./kinds-of-tables.ts";
import { platformClassOf } from "./platform-classes.ts";
import { brandsOf, installBrands, readBrands, readPrivates, writeBrands, writePrivates } from "./privates.ts";
import { extraKeys, readProperties, writeProperties } from "./properties.ts";
import { type Check, integrityOf, sameProperties } from "./shadow.ts";
import { tag, trait } from "./tags.ts";
import type { Watch } from "./watch.ts";

/** How one kind of object travels. `write` and `read` say what is needed to make it, `fill` and `refill` what is in it. */
export interface Kind<T extends object> {
  is(value: object): value is T;
  /** The prototype of a plain one. */
  prototype: object | null;
  /** True if `read` makes all there is to it: neither its prototype nor any property has to be put on it. */
  isWhole?: true;
  write(value: T, to: Encoding): void;
  read(from: Decoding): T;
  fill?(value: T, to: Encoding): void;
  refill?(value: T, from: Decoding): void;
  /** Tells later whether what it holds is still the same; without it, nobody can tell. */
  same?(value: T): Check | undefined;
  /** Own properties that `write` and `fill` take care of, or "all" where there can be no others. */
  covers: "all" | readonly PropertyKey[];
}

/** A plain object, or an instance of an author's class: whatever no other kind claims. */
const ordinary: Kind<object> = {
  is: (value): value is object => typeof value === "object",
  prototype: Object.prototype,
  write: () => {},
  read: () => ({}),
  same: () => () => true,
  covers: [],
};

/** The wire counts kinds by their place in this list: new ones go to its end, before `ordinary` is asked. */
const kinds: readonly Kind<object>[] = [ordinary, ...collectionKinds, ...dataKinds, ...tableKinds, ...platformKinds];

export function writeKind(value: object, to: Encoding): void {
  const found = kinds.findIndex((it, number) => number > 0 && it.is(value));
  const number = Math.max(found, 0);
  const kind = kinds[number] ?? ordinary;
  const bare = kind.isWhole === true;
  if (kind === ordinary) {
    const platform = platformClassOf(value);
    if (platform !== undefined) throw to.refuse.value(platform);
  }
  const prototype = bare ? kind.prototype : Object.getPrototypeOf(value);
  const brands = bare ? [] : brandsOf(value, to);
  const extras = kind.covers === "all" ? [] : extraKeys(value, kind.covers, brands);
  const integrity = bare || kind.covers === "all" ? 0 : integrityOf(value);
  const later = to.postpones;
  if (to.watch) watchKind(value, kind, brands.length > 0, to.watch);

  to.out.byte(tag.kind);
  to.out.byte(number);
  to.out.byte(
    (prototype === kind.prototype ? 0 : trait.prototype) +
      (brands.length > 0 ? trait.privates : 0) +
      (extras.length > 0 ? trait.extras : 0) +
      (later ? trait.later : 0) +
      trait.integrity * integrity,
  );
  const id = to.begin(value);
  if (prototype !== kind.prototype) to.shallowly("prototype", prototype);
  if (brands.length > 0) writeBrands(brands, to);
  kind.write(value, to);
  to.made(id);
  const fill = () => {
    kind.fill?.(value, to);
    if (brands.length > 0) writePrivates(value, brands, to);
    if (extras.length > 0) writeProperties(value, extras, to);
  };
  if (later) to.postpone(fill);
  else fill();
}

/** What a class keeps private could only be asked of V8. */
function watchKind<T extends object>(value: T, kind: Kind<T>, isBranded: boolean, watch: Watch): void {
  const same = isBranded ? undefined : kind.same?.(value);
  if (same === undefined) {
    watch.giveUp();
    return;
  }
  watch.add(same);
  if (kind.covers !== "all") watch.add(sameProperties(value));
}

export function readKind(from: Decoding): unknown {
  const kind = kinds[from.input.byte()];
  if (!kind) throw from.malformed("an unknown kind of object");
  const traits = from.input.byte();
  const id = from.begin();
  const prototype = traits & trait.prototype ? (from.value() as object | null) : kind.prototype;
  const brands = traits & trait.privates ? readBrands(from) : [];
  const made = kind.read(from);
  const value = installBrands(made, prototype, brands, from);
  if (Object.getPrototypeOf(value) !== prototype && kind.prototype !== null) Object.setPrototypeOf(value, prototype);
  from.made(id, value);
  const refill = () => {
    kind.refill?.(value, from);
    if (brands.length > 0) readPrivates(value, from);
    if (traits & trait.extras) readProperties(value, from);
    from.close(value, Math.floor(traits / trait.integrity));
  };
  if (traits & trait.later) from.postpone(refill);
  else refill();
  return value;
}
