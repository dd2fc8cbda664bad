// Finds the fan-outs of a graph: calls of one function that take from the same places and feed the same places.

/** Fewer calls than this stay cards of their own. */
export const smallestFanOut = 4;

interface Call {
  /** Equal for calls of the same function. */
  name: string;
}

/**
 * Which calls fold together: a class number for each, shared by the members of a fan-out and by nobody else.
 *
 * Two calls are alike if all that leads to them and all that follows from them is alike, so a fan-out of pairs
 * (train → score, nine times) folds to two groups. Alike calls lie equally deep, hence folding never makes a cycle.
 * Neighbours that do not fold themselves must be the very same, which is why classes are refined until they hold still.
 */
export function foldFanOuts(calls: readonly Call[], edges: readonly (readonly [from: number, to: number])[]): number[] {
  const before: number[][] = calls.map(() => []);
  const after: number[][] = calls.map(() => []);
  for (const [from, to] of edges) {
    after[from]?.push(to);
    before[to]?.push(from);
  }
  const order = inOrder(calls.length, before, after);
  const backwards = order.toReversed();
  const seeds = classesOf(calls.map(({ name }) => name));
  for (;;) {
    const upward = describe(order, before, seeds);
    const downward = describe(backwards, after, seeds);
    const classes = classesOf(calls.map((_, i) => `${upward[i]} ${downward[i]}`));
    const sizes = new Map<number, number>();
    for (const it of classes) sizes.set(it, (sizes.get(it) ?? 0) + 1);
    let settled = true;
    classes.forEach((it, i) => {
      if ((sizes.get(it) ?? 0) >= smallestFanOut || (seeds[i] ?? 0) < 0) return;
      // It stays a card of its own: from now on what hangs on it is told apart from what hangs on calls like it.
      seeds[i] = -1 - i;
      settled = false;
    });
    if (settled) return classes;
  }
}

/** A number for each call, equal for those with the same seed and, as a multiset, the same numbers on the given side. */
function describe(order: readonly number[], side: readonly number[][], seeds: readonly number[]): number[] {
  const known = new Map<string, number>();
  const found: number[] = new Array(seeds.length).fill(0);
  for (const i of order) {
    const around = (side[i] ?? []).map((j) => found[j] ?? 0).sort((a, b) => a - b);
    const key = `${seeds[i]}:${around.join()}`;
    let number = known.get(key);
    if (number === undefined) {
      number = known.size + 1;
      known.set(key, number);
    }
    found[i] = number;
  }
  return found;
}

function classesOf(keys: readonly string[]): number[] {
  const known = new Map<string, number>();
  return keys.map((key) => {
    const it = known.get(key) ?? known.size;
    known.set(key, it);
    return it;
  });
}

/** Sources first. What lies on a cycle, which only a broken document has, comes last. */
function inOrder(count: number, before: readonly number[][], after: readonly number[][]): number[] {
  const waiting = before.map((it) => it.length);
  const order: number[] = [];
  for (let i = 0; i < count; i++) if (waiting[i] === 0) order.push(i);
  for (let at = 0; at < order.length; at++) {
    for (const to of after[order[at] ?? 0] ?? []) {
      const left = (waiting[to] ?? 0) - 1;
      waiting[to] = left;
      if (left === 0) order.push(to);
    }
  }
  if (order.length < count) {
    const seen = new Set(order);
    for (let i = 0; i < count; i++) if (!seen.has(i)) order.push(i);
  }
  return order;
}
