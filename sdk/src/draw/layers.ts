// Puts the items of one level into columns, and orders each column so that few edges cross.

/** One place in a column: an item, or a lane in which an edge passes the items of that column. */
export interface Slot {
  /** Index of the item; -1 in a lane. */
  item: number;
  /** In a lane: the item whose output passes. */
  source: number;
  column: number;
  before: Slot[];
  after: Slot[];
  /** Index in its column. */
  position: number;
  /** Items on the longest way from here to an end; lanes do not count. */
  depth: number;
}

export interface Layers {
  columns: Slot[][];
  /** By item. */
  slots: Slot[];
}

const sweeps = 8;

/** Columns by longest path, lanes for edges that skip columns, order by barycentre sweeps. Deterministic. */
export function layer(count: number, edges: readonly (readonly [from: number, to: number])[]): Layers {
  const { rank, kept } = rankItems(count, edges);
  const slots = Array.from(rank, (column, item) => newSlot(item, item, column));
  const columns: Slot[][] = [];
  const put = (slot: Slot): Slot => {
    while (columns.length <= slot.column) columns.push([]);
    columns[slot.column]?.push(slot);
    return slot;
  };
  for (const slot of slots) put(slot);
  const lanes = new Map<number, Slot[]>();
  for (const [from, to] of kept) {
    const target = slots[to];
    let at = slots[from];
    if (!target || !at) continue;
    // One output runs in one lane, whoever it is for: it forks as late as it can.
    const own = lanes.get(from) ?? [];
    lanes.set(from, own);
    for (let column = at.column + 1; column < target.column; column++) {
      const lane: Slot = own[column] ?? put(newSlot(-1, from, column));
      if (own[column] === undefined) {
        own[column] = lane;
        join(at, lane);
      }
      at = lane;
    }
    join(at, target);
  }
  for (const column of columns.toReversed()) {
    for (const slot of column)
      slot.depth = slot.after.reduce((most, it) => Math.max(most, it.depth + Number(it.item >= 0)), 0);
  }
  orderColumns(columns);
  return { columns, slots };
}

const newSlot = (item: number, source: number, column: number): Slot => ({
  item,
  source,
  column,
  before: [],
  after: [],
  position: 0,
  depth: 0,
});

function join(from: Slot, to: Slot): void {
  from.after.push(to);
  to.before.push(from);
}

function rankItems(count: number, edges: readonly (readonly [number, number])[]) {
  const after: number[][] = Array.from({ length: count }, () => []);
  const waiting = new Int32Array(count);
  for (const [from, to] of edges) {
    after[from]?.push(to);
    waiting[to] = (waiting[to] ?? 0) + 1;
  }
  const hasSource = Array.from(waiting, (n) => n > 0);
  const rank = new Int32Array(count);
  const order: number[] = [];
  for (let i = 0; i < count; i++) if (waiting[i] === 0) order.push(i);
  for (let at = 0; at < order.length; at++) {
    const from = order[at] ?? 0;
    for (const to of after[from] ?? []) {
      rank[to] = Math.max(rank[to] ?? 0, (rank[from] ?? 0) + 1);
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) order.push(to);
    }
  }
  // What nothing leads to stands right before what needs it, or its edge would pass every column between.
  for (let i = 0; i < count; i++) {
    const targets = after[i] ?? [];
    if (hasSource[i] || targets.length === 0) continue;
    rank[i] = Math.max(0, Math.min(...targets.map((to) => rank[to] ?? 0)) - 1);
  }
  // Only a broken document has a cycle; its edges that lead back are left out.
  return { rank, kept: edges.filter(([from, to]) => (rank[from] ?? 0) < (rank[to] ?? 0)) };
}

function orderColumns(columns: Slot[][]): void {
  for (const column of columns) {
    // The longest way through the graph starts on top; where nothing crosses, it stays there.
    column.sort((a, b) => b.depth - a.depth || Number(a.item < 0) - Number(b.item < 0) || a.source - b.source);
    number(column);
  }
  let best = columns.map((column) => [...column]);
  let fewest = crossings(columns);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const rightwards = sweep % 2 === 0;
    for (const column of rightwards ? columns : columns.toReversed()) sortColumn(column, rightwards);
    const now = crossings(columns);
    if (now >= fewest) continue;
    fewest = now;
    best = columns.map((column) => [...column]);
  }
  best.forEach((column, index) => {
    columns[index] = column;
    number(column);
  });
}

function sortColumn(column: Slot[], rightwards: boolean): void {
  const centre = new Map(
    column.map((slot) => {
      const around = rightwards ? slot.before : slot.after;
      const sum = around.reduce((total, { position }) => total + position, 0);
      return [slot, around.length > 0 ? sum / around.length : slot.position];
    }),
  );
  column.sort(
    (a, b) =>
      (centre.get(a) ?? 0) - (centre.get(b) ?? 0) ||
      // Lanes run below the items that they pass.
      Number(a.item < 0) - Number(b.item < 0) ||
      a.position - b.position,
  );
  number(column);
}

function number(column: Slot[]): void {
  column.forEach((slot, position) => {
    slot.position = position;
  });
}

/** How many pairs of edges cross between neighbouring columns. */
function crossings(columns: readonly Slot[][]): number {
  let sum = 0;
  for (const column of columns) {
    const ends = column.flatMap((slot) => slot.after.map(({ position }) => position).sort((a, b) => a - b));
    sum += inversions(ends);
  }
  return sum;
}

/** Pairs that stand the wrong way round, by a tree of partial sums: a column of 10,000 must not take a second. */
function inversions(values: readonly number[]): number {
  const top = values.reduce((most, value) => Math.max(most, value), 0) + 2;
  const tree = new Int32Array(top);
  let sum = 0;
  values.forEach((value, seen) => {
    let notAbove = 0;
    for (let i = value + 1; i > 0; i -= i & -i) notAbove += tree[i] ?? 0;
    sum += seen - notAbove;
    for (let i = value + 1; i < top; i += i & -i) tree[i] = (tree[i] ?? 0) + 1;
  });
  return sum;
}
