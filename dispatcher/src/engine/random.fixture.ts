// Random lattices, and a world that runs them at random: results, failures, deaths, cancels, restarts, in any order.

import assert from "node:assert/strict";
import type { ElectronState } from "covalent-ts/protocol";
import fc from "fast-check";
import type { Command, Move } from "./command.ts";
import { at, latticeOf, lost, node, returned, started, threw } from "./engine.fixture.ts";
import type { Attempt, ElectronRow, Event, NodeShape, ResumedGraph } from "./event.ts";
import { checkInvariants } from "./invariants.ts";
import { type EngineState, engineState } from "./state.ts";
import { step } from "./step.ts";

/** Nodes that need and follow random earlier ones. */
export const anyNodes = (maxLength: number): fc.Arbitrary<NodeShape[]> =>
  fc
    .array(fc.record({ needs: fc.array(fc.nat(), { maxLength: 3 }), after: fc.array(fc.nat(), { maxLength: 1 }) }), {
      maxLength,
    })
    .map((wishes) =>
      wishes.map(({ needs, after }, index) => {
        const earlier = (wish: number[]): number[] =>
          index === 0 ? [] : [...new Set(wish.map((number) => number % index))];
        return node(earlier(needs), earlier(after));
      }),
    );

/** What the world does next; `pick` chooses among what is there. */
export const anyDeeds = fc.array(
  fc.record({
    pick: fc.nat(),
    deed: fc.oneof(
      { weight: 4, arbitrary: fc.constant("started" as const) },
      { weight: 8, arbitrary: fc.constant("returned" as const) },
      { weight: 1, arbitrary: fc.constantFrom("threw", "lost", "cancel", "cancel-all", "restart", "late") },
      { weight: 2, arbitrary: fc.constant("traced" as const) },
    ),
    inner: anyNodes(4),
  }),
  { maxLength: 80 },
);
export type Deed = typeof anyDeeds extends fc.Arbitrary<(infer D)[]> ? D : never;

interface Kept {
  parent: number | null;
  base: number;
  cancelled: boolean;
  nodes: readonly NodeShape[];
}

/** The world of one dispatch: it carries out commands as the shell would, and keeps on "disk" what was recorded. */
export class World {
  engine: EngineState = engineState();
  readonly slots: number;
  readonly graphs: Kept[];
  readonly rows = new Map<number, ElectronRow>();
  /** With an executor at this moment. */
  running: Attempt[] = [];
  readonly past: Attempt[] = [];
  ended: ElectronState | undefined;

  constructor(nodes: readonly NodeShape[], slots: number) {
    this.slots = slots;
    this.graphs = [{ parent: null, base: 0, cancelled: false, nodes }];
    for (const [index] of nodes.entries()) this.rows.set(index, newRow());
    this.#take({ type: "slots-changed", executor: "local", slots, at });
    this.#take({ type: "submitted", dispatch: 1, nodes, at });
  }

  do({ deed, pick, inner }: Deed): void {
    const attempt = this.running[pick % this.running.length];
    const electron = pick % Math.max(1, this.rows.size);
    if (deed === "restart") this.#restart();
    else if (deed === "cancel") this.#take({ type: "cancel-asked", dispatch: 1, electrons: [electron], at });
    else if (deed === "cancel-all") this.#take({ type: "cancel-asked", dispatch: 1, electrons: null, at });
    else if (deed === "late") this.#beLate(pick);
    else if (attempt === undefined) return;
    else if (deed === "started") this.#take({ ...started, ...attempt, at });
    else this.#end(attempt, deed, inner);
  }

  /** Lets everything that runs return, until nothing does. */
  finish(): void {
    for (let attempt = this.running[0]; attempt !== undefined; attempt = this.running[0])
      this.#end(attempt, "returned", []);
  }

  #end(attempt: Attempt, deed: "returned" | "threw" | "lost" | "traced", inner: NodeShape[]): void {
    this.running = this.running.filter((it) => it !== attempt);
    this.past.push(attempt);
    const outcome = deed === "traced" ? { type: deed, lattice: latticeOf(inner) } : { returned, threw, lost }[deed];
    this.#take({ ...outcome, ...attempt, at });
  }

  // A result of an attempt that is over must change nothing.
  #beLate(pick: number): void {
    const attempt = this.past[pick % this.past.length];
    if (attempt !== undefined) assert.deepEqual(step(this.engine, { ...returned, ...attempt, at }), []);
  }

  #restart(): void {
    this.engine = engineState();
    this.past.push(...this.running);
    this.running = [];
    this.#take({ type: "slots-changed", executor: "local", slots: this.slots, at });
    if (this.ended !== undefined) return;
    const graphs: ResumedGraph[] = this.graphs
      .filter(({ nodes, parent }) => nodes.length > 0 || parent === null)
      .map((graph) => ({
        ...graph,
        electrons: graph.nodes.map((_, index) => this.#row(graph.base + index)),
      }));
    this.#take({ type: "resumed", dispatch: 1, begun: true, graphs, at });
  }

  #take(event: Event): void {
    const commands = step(this.engine, event);
    for (const command of commands) this.#carryOut(command);
    checkInvariants(this.engine);
    assert.ok(this.running.length <= this.slots, "no executor is given more than it takes");
  }

  #carryOut(command: Command): void {
    switch (command.type) {
      case "move":
        this.#move(command);
        break;
      case "start": {
        const { dispatch, electron, attempt } = command;
        this.#startedRightly(command);
        this.running.push({ dispatch, electron, attempt });
        break;
      }
      case "stop":
        assert.ok(
          this.running.some(({ attempt, electron }) => attempt === command.attempt && electron === command.electron),
        );
        break;
      case "expand": {
        const { parent, base, lattice } = command;
        assert.equal(base, this.rows.size);
        this.graphs.push({ parent, base, cancelled: false, nodes: lattice.graph.nodes });
        for (const [index] of lattice.graph.nodes.entries()) this.rows.set(base + index, newRow());
        this.#row(parent).state = "DISPATCHING";
        break;
      }
      case "cancel-graph": {
        // A later graph of the same sublattice is none: each has one.
        const graph = this.graphs.find(({ parent }) => parent === command.parent);
        if (graph !== undefined) graph.cancelled = true;
        break;
      }
      case "end-graph":
        if (command.parent === null) this.ended = command.state;
        else this.#settle(command.parent, command.state);
        break;
      case "end-attempt":
        if (command.by === "worker-lost") this.#row(command.electron).deaths = command.deaths;
    }
  }

  #move(move: Move): void {
    const row = this.#row(move.electron);
    if (move.to === "STARTING") row.attempt = move.attempt;
    else if (move.to === "STOPPING") row.stopping = true;
    else if (move.to === "QUEUED" || move.to === "REQUEUED") row.state = "QUEUED";
    else if (move.to === "RUNNING") row.state = "RUNNING";
    else this.#settle(move.electron, move.to);
  }

  #settle(electron: number, state: ElectronState): void {
    const row = this.#row(electron);
    assert.ok(!isEnd(row.state), `electron ${electron} settled twice: ${row.state}, then ${state}`);
    row.state = state;
  }

  #startedRightly({ electron, attempt }: Attempt): void {
    assert.equal(this.#row(electron).state, "QUEUED", "only a queued electron starts");
    assert.ok(![...this.past, ...this.running].some((it) => it.electron === electron && it.attempt === attempt));
    const graph = this.graphs.find(({ base, nodes }) => electron >= base && electron < base + nodes.length);
    const shape = graph?.nodes[electron - graph.base];
    for (const need of [...(shape?.needs ?? []), ...(shape?.after ?? [])]) {
      assert.equal(this.#row((graph?.base ?? 0) + need).state, "COMPLETED", "what it needs is there");
    }
  }

  #row(electron: number): ElectronRow {
    const row = this.rows.get(electron);
    assert.ok(row, `there is no electron ${electron}`);
    return row;
  }
}

const newRow = (): ElectronRow => ({ state: "NEW_OBJECT", attempt: 0, deaths: 0, stopping: false });

const isEnd = (state: ElectronState): boolean =>
  ["COMPLETED", "FAILED", "POISONED", "CANCELLED", "UPSTREAM_FAILED"].includes(state);
