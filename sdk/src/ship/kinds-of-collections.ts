// Collections, and what else holds other values: arrays with gaps, maps, sets, promises, proxies.

import { types } from "node:util";
import type { Kind } from "./kinds.ts";
import { promiseState, proxyParts } from "./scopes.ts";
import { sameContents } from "./shadow.ts";

/** First, because every other question would spring its traps. */
const proxy: Kind<object> = {
  is: (value): value is object => types.isProxy(value),
  prototype: null,
  isWhole: true,
  write: (value, to) => {
    const { target, handler } = proxyParts(value);
    to.shallowly("target", target);
    to.shallowly("handler", handler);
  },
  read: (from) => new Proxy(from.value() as object, from.value() as ProxyHandler<object>),
  covers: "all",
};

const array: Kind<unknown[]> = {
  is: (value): value is unknown[] => Array.isArray(value),
  prototype: Array.prototype,
  write: (value, to) => to.out.count(value.length),
  read: (from) => new Array(from.input.count()),
  // Its elements are properties; so many of them are no faster looked at than written.
  same: ({ length }) => (length > 10_000 ? undefined : () => true),
  covers: ["length"],
};

const map: Kind<Map<unknown, unknown>> = {
  is: (value): value is Map<unknown, unknown> => types.isMap(value),
  prototype: Map.prototype,
  write: () => {},
  read: () => new Map(),
  fill: (value, to) => {
    const size = mapSize.call(value);
    to.out.count(size);
    Map.prototype.forEach.call(value, (held, key) => {
      to.at("key", key);
      to.at(typeof key === "string" || typeof key === "number" ? key : "value", held);
    });
  },
  refill: (value, from) => {
    for (let left = from.input.count(); left > 0; left--) {
      const key = from.value();
      Map.prototype.set.call(value, key, from.value());
    }
  },
  same: (value) =>
    sameContents((note) =>
      Map.prototype.forEach.call(value, (held, key) => {
        note(key);
        note(held);
      }),
    ),
  covers: [],
};

const set: Kind<Set<unknown>> = {
  is: (value): value is Set<unknown> => types.isSet(value),
  prototype: Set.prototype,
  write: () => {},
  read: () => new Set(),
  fill: (value, to) => {
    to.out.count(setSize.call(value));
    Set.prototype.forEach.call(value, (member) => to.at("member", member));
  },
  refill: (value, from) => {
    for (let left = from.input.count(); left > 0; left--) Set.prototype.add.call(value, from.value());
  },
  same: (value) => sameContents((note) => Set.prototype.forEach.call(value, note)),
  covers: [],
};

// Subclasses may override `size`, `set` and `add`; what is in the collection is the same.
const sizeOf = (prototype: object): ((this: object) => number) =>
  Object.getOwnPropertyDescriptor(prototype, "size")?.get ?? (() => 0);
const mapSize = sizeOf(Map.prototype);
const setSize = sizeOf(Set.prototype);

/** Its keys cannot be listed: it arrives with those that travel too. */
const weakMap: Kind<WeakMap<WeakKey, unknown>> = {
  is: (value): value is WeakMap<WeakKey, unknown> => types.isWeakMap(value),
  prototype: WeakMap.prototype,
  write: (value, to) => to.weakly(value),
  read: (from) => {
    from.weakly();
    return new WeakMap();
  },
  covers: [],
};

const weakSet: Kind<WeakSet<WeakKey>> = {
  is: (value): value is WeakSet<WeakKey> => types.isWeakSet(value),
  prototype: WeakSet.prototype,
  write: (value, to) => to.weakly(value),
  read: (from) => {
    from.weakly();
    return new WeakSet();
  },
  covers: [],
};

const promise: Kind<Promise<unknown>> = {
  is: (value): value is Promise<unknown> => types.isPromise(value),
  prototype: Promise.prototype,
  write: (value, to) => {
    const { state, value: outcome } = promiseState(value);
    if (state === "pending") throw to.refuse.value("pending promise");
    to.out.byte(state === "rejected" ? 1 : 0);
    to.shallowly("outcome", outcome);
  },
  read: (from) => {
    const rejected = from.input.byte() === 1;
    const outcome = from.value();
    // `resolve` would follow a thenable; a settled promise holds none.
    if (!rejected) return Promise.resolve(outcome);
    const promise = Promise.reject(outcome);
    promise.catch(() => {}); // whoever awaits it will hear; until then it is nobody's fault
    return promise;
  },
  covers: [],
};

export const collectionKinds: readonly Kind<object>[] = [proxy, array, map, set, weakMap, weakSet, promise];
