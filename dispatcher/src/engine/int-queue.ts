// A queue of small integers in a ring: adding and taking cost the same however long it is, and an entry costs four bytes.

export interface IntQueue {
  items: Int32Array;
  head: number;
  length: number;
}

export const intQueue = (): IntQueue => ({ items: new Int32Array(8), head: 0, length: 0 });

/** Adds `item` behind all others. */
export function push(queue: IntQueue, item: number): void {
  if (queue.length === queue.items.length) grow(queue);
  queue.items[(queue.head + queue.length) & (queue.items.length - 1)] = item;
  queue.length++;
}

/** Adds `item` before all others. */
export function pushFirst(queue: IntQueue, item: number): void {
  if (queue.length === queue.items.length) grow(queue);
  queue.head = (queue.head - 1) & (queue.items.length - 1);
  queue.items[queue.head] = item;
  queue.length++;
}

/** Takes the first; undefined when there is none. */
export function take(queue: IntQueue): number | undefined {
  if (queue.length === 0) return undefined;
  const item = queue.items[queue.head];
  queue.head = (queue.head + 1) & (queue.items.length - 1);
  queue.length--;
  return item;
}

/** What is in it, first to last. */
export const listed = (queue: IntQueue): number[] =>
  Array.from({ length: queue.length }, (_, i) => queue.items[(queue.head + i) & (queue.items.length - 1)] ?? 0);

// The length of `items` stays a power of two, so that wrapping around is a mask.
function grow(queue: IntQueue): void {
  const items = new Int32Array(queue.items.length * 2);
  items.set(queue.items.subarray(queue.head));
  items.set(queue.items.subarray(0, queue.head), queue.items.length - queue.head);
  queue.items = items;
  queue.head = 0;
}
