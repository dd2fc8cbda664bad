// A transport graph as it travels: in columns. What the calls at one place of a lattice have in common is written once, so that
// a sweep of a hundred thousand of them is read in a moment, and takes no schema a hundred thousand times.

import * as z from "zod";
import { Bytes } from "./bytes.ts";
import { type ArgumentView, GraphNode, TracedLattice, TransportGraph } from "./graph.ts";

/** What calls have in common that are made at the same place; of their arguments, the names. */
const CallSite = GraphNode.omit({ call: true, needs: true, after: true, arguments: true }).extend({
  arguments: z.array(z.string()),
});
type CallSite = z.infer<typeof CallSite>;

/** Lists of numbers, one after the other: where each ends, and what is in them. No `ends` at all: all lists are empty. */
const Lists = z.object({ ends: Bytes, items: Bytes });
type Lists = z.infer<typeof Lists>;

/** Numbers are unsigned, of 32 bits, the lowest first. */
export const GraphColumns = z.object({
  form: z.literal("columns"),
  sites: z.array(CallSite),
  /** For each node, the index of its site. */
  site: Bytes,
  /** For each node, where its part of `calls` ends. */
  callEnds: Bytes,
  calls: Bytes,
  needs: Lists,
  after: Lists,
  /** The arguments of all nodes, in order: how they are printed, and the nodes that each comes from. */
  texts: z.array(z.string()),
  from: Lists,
  output: Bytes,
  outputNeeds: z.array(z.number().int()),
});
export type GraphColumns = z.infer<typeof GraphColumns>;

/** A traced lattice on its way to the dispatcher. One that somebody writes by hand may have its graph node by node. */
export const LatticeColumns = TracedLattice.extend({
  graph: z.discriminatedUnion("form", [GraphColumns, TransportGraph.extend({ form: z.undefined().optional() })]),
});
export type LatticeColumns = z.infer<typeof LatticeColumns>;

export function toColumns({ nodes, output, outputNeeds }: TransportGraph): GraphColumns {
  const sites = new Sites();
  const site = new Uint32Array(nodes.length);
  const callEnds = new Uint32Array(nodes.length);
  const texts: string[] = [];
  const from: number[][] = [];
  let end = 0;
  for (const [index, node] of nodes.entries()) {
    site[index] = sites.of(node);
    end += node.call.byteLength;
    callEnds[index] = end;
    for (const argument of node.arguments) {
      texts.push(argument.text);
      from.push(argument.from);
    }
  }
  const calls = new Uint8Array(end);
  for (const [index, { call }] of nodes.entries()) calls.set(call, (callEnds[index] ?? 0) - call.byteLength);
  return {
    form: "columns",
    sites: sites.all,
    site: bytesOf(site),
    callEnds: bytesOf(callEnds),
    calls,
    needs: toLists(nodes.map(({ needs }) => needs)),
    after: toLists(nodes.map(({ after }) => after)),
    texts,
    from: toLists(from),
    output,
    outputNeeds,
  };
}

/** How many nodes the columns have, as they say themselves. */
export const sizeOfColumns = ({ site }: GraphColumns): number => Math.floor(site.byteLength / numberBytes);

/**
 * The graph in the columns. Calls are parts of the same memory, and what nodes have in common is the same object.
 *
 * @returns the name of the column instead, when it does not fit the others.
 */
export function fromColumns(columns: GraphColumns): TransportGraph | keyof GraphColumns {
  const { sites, calls, texts, output, outputNeeds } = columns;
  const size = sizeOfColumns(columns);
  const site = numbersIn(columns.site, size);
  const callEnds = numbersIn(columns.callEnds, size);
  const needs = listsIn(columns.needs, size);
  const after = listsIn(columns.after, size);
  const from = listsIn(columns.from, texts.length);
  if (site === undefined) return "site";
  if (callEnds === undefined || !areEnds(callEnds, calls.byteLength)) return "callEnds";
  if (needs === undefined) return "needs";
  if (after === undefined) return "after";
  if (from === undefined) return "from";

  const nodes: GraphNode[] = [];
  let call = 0;
  let argument = 0;
  for (let node = 0; node < size; node++) {
    const at = sites[site[node] ?? 0];
    if (at === undefined) return "site";
    const { arguments: names, ...common } = at;
    const callEnd = callEnds[node] ?? 0;
    const list: ArgumentView[] = [];
    for (const name of names) {
      const text = texts[argument];
      if (text === undefined) return "texts";
      list.push({ name, text, from: from(argument) });
      argument++;
    }
    const its = { call: calls.subarray(call, callEnd), needs: needs(node), after: after(node), arguments: list };
    nodes.push({ ...common, ...its });
    call = callEnd;
  }
  return argument === texts.length ? { nodes, output, outputNeeds } : "texts";
}

const numberBytes = Uint32Array.BYTES_PER_ELEMENT;

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Undefined if there are not so many. */
function numbersIn(bytes: Uint8Array, count: number): Uint32Array | undefined {
  if (bytes.byteLength !== count * numberBytes) return undefined;
  // A copy: where it lies in its message, it need not lie at a multiple of four.
  return new Uint32Array(new Uint8Array(bytes).buffer);
}

function toLists(lists: readonly (readonly number[])[]): Lists {
  const count = lists.reduce((sum, list) => sum + list.length, 0);
  if (count === 0) return { ends: new Uint8Array(), items: new Uint8Array() };
  const ends = new Uint32Array(lists.length);
  const items = new Uint32Array(count);
  let end = 0;
  for (const [index, list] of lists.entries()) {
    items.set(list, end);
    end += list.length;
    ends[index] = end;
  }
  return { ends: bytesOf(ends), items: bytesOf(items) };
}

const none: number[] = [];

/** The list by its index; undefined if the bytes are not so many lists. */
function listsIn({ ends, items }: Lists, count: number): ((index: number) => number[]) | undefined {
  if (ends.byteLength === 0 && items.byteLength === 0) return () => none;
  const numbers = numbersIn(items, Math.floor(items.byteLength / numberBytes));
  const last = numbersIn(ends, count);
  if (numbers === undefined || last === undefined || !areEnds(last, numbers.length)) return undefined;
  return (index) => {
    const begin = index === 0 ? 0 : (last[index - 1] ?? 0);
    const end = last[index] ?? 0;
    return begin === end ? none : Array.from(numbers.subarray(begin, end));
  };
}

/** Each at or behind the one before, and the last at the end of it all. */
function areEnds(ends: Uint32Array, length: number): boolean {
  let before = 0;
  for (const end of ends) {
    if (end < before) return false;
    before = end;
  }
  return before === length;
}

/** Of one function, so many of the latest sites are looked at: what is not found is written once more, and that is all. */
const sitesLookedAt = 8;

class Sites {
  readonly all: CallSite[] = [];
  readonly #byFunction = new Map<string, number[]>();

  of({ call: _, needs: __, after: ___, arguments: list, ...common }: GraphNode): number {
    const known = this.#byFunction.get(common.fn) ?? [];
    for (let last = known.length - 1; last >= 0 && last >= known.length - sitesLookedAt; last--) {
      const index = known[last] ?? 0;
      const site = this.all[index];
      if (site !== undefined && isSame(site, common) && hasNames(site, list)) return index;
    }
    const index = this.all.push({ ...common, arguments: list.map(({ name }) => name) }) - 1;
    known.push(index);
    this.#byFunction.set(common.fn, known);
    return index;
  }
}

// Whoever traces has one object for each place and each executor; equal ones that are not the same only cost bytes.
function isSame(site: CallSite, common: Omit<CallSite, "arguments">): boolean {
  // It may be in one of them only.
  if (site.policy !== common.policy) return false;
  let key: keyof typeof common;
  for (key in common) if (site[key] !== common[key]) return false;
  return true;
}

const hasNames = (site: CallSite, list: readonly ArgumentView[]): boolean =>
  site.arguments.length === list.length && site.arguments.every((name, index) => name === list[index]?.name);
