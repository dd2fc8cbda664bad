// What weak collections hold: asked for at the end, for each object that travels, since no other can be a key elsewhere.

import type { Encoding } from "./encoding.ts";
import type { Path } from "./path.ts";

type WeakCollection = WeakMap<WeakKey, unknown> | WeakSet<WeakKey>;

interface Weak {
  collection: WeakCollection;
  path: ReturnType<Path["save"]>;
  written: Set<unknown>;
}

/** The weak collections of one message. */
export class WeakContents {
  readonly #weak: Weak[] = [];

  add(collection: WeakCollection, path: ReturnType<Path["save"]>): void {
    this.#weak.push({ collection, path, written: new Set() });
  }

  /** Writes one round of contents, and says whether there were any: what is found may be a key itself. */
  writeRound(numbers: ReadonlyMap<unknown, number>, to: Encoding): boolean {
    const found = this.#weak.flatMap(({ collection, path, written }) =>
      [...numbers.keys()]
        .filter((it) => !written.has(it) && collection.has(it as WeakKey))
        .map((key) => ({ collection, path, written, key: key as WeakKey })),
    );
    to.out.count(found.length);
    for (const { collection, path, written, key } of found) {
      written.add(key);
      to.path.restore(path);
      to.out.count(numbers.get(collection) ?? 0);
      to.out.count(numbers.get(key) ?? 0);
      if (collection instanceof WeakMap) to.at("(value of a key)", collection.get(key));
    }
    return found.length > 0;
  }
}
