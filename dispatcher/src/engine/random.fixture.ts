// Random lattices, and a world that runs them at random: results, failures, deaths, cancels, restarts, in any order.

import assert from "node:assert/strict";
import { type ElectronState, isSettled, type Policy } from "covalent-ts/protocol";
import fc from "fast-check";
import type { Command, Move } from "./command.ts";
import { at, latticeOf, lost, node, returned, started, threw } from "./engine.fixture.ts";
import type { Attempt, ElectronRow, Event, NodeShape, ResumedGraph, Times } from "./event.ts";
import { checkInvariants } from "./invariants.ts";
import { type EngineState, engineState } from "./state.ts";
import { step } from "./step.ts";

const anyTime = fc.integer({ min: 1, max: 40 });

/** Any that fits an executor of two CPUs, a "gpu", and 100 bytes. */
const anyPolicy: fc.Arbitrary<Policy> = fc.record(
  {
    retries: fc.record(
      {
        max: fc.integer({ min: 0, max: 3 }),
        delay: fc.integer({ min: 0, max: 20 }),
        factor: fc.constantFrom(1, 2),
        cap: fc.constantFrom(10, 1_000),
        jitter: fc.constantFrom(0, 0.5, 1),
        on: fc.constantFrom(["TimeoutError"], ["TypeError"], { fn: "f" }),
      },
      { requiredKeys: ["max", "delay", "factor", "cap", "jitter"] },
    ),
    timeout: fc.record({ queue: anyTime, run: anyTime, total: anyTime }, { requiredKeys: [] }),
    priority: fc.integer({ min: -1, max: 1 }),
    resources: fc.record(
      { cpus: fc.constantFrom(0.5, 1, 2), gpu: fc.constantFrom(0, 1), memory: fc.constantFrom(30, 100) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

/** Nodes that need and follow random earlier ones, and of which some ask for something. */
export const anyNodes = (maxLength: number): fc.Arbitrary<NodeShape[]> =>
  fc
    .array(
      fc.record({
        needs: fc.array(fc.nat(), { maxLength: 3 }),
        after: fc.array(fc.nat(), { maxLength: 1 }),
        policy: fc.option(anyPolicy, { nil: undefined }),
      }),
      { maxLength },
    )
    .map((wishes) =>
      wishes.map(({ needs, after, policy }, index) => {
        const earlier = (wish: number[]): number[] =>
          index === 0 ? [] : [...new Set(wish.map((number) => number % index))];
        return { ...node(earlier(needs), earlier(after)), policy };
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
      { weight: 1, arbitrary: fc.constantFrom("threw", "stopped", "handed-back", "pause", "go-on") },
      { weight: 3, arbitrary: fc.constant("time-passes" as const) },
      { weight: 2, arbitrary: fc.constant("traced" as const) },
    ),
    inner: anyNodes(4),
  }),
  { maxLength: 80 },
);
export type Deed = typeof anyDeeds extends fc.Arbitrary<(infer D)[]> ? D : never;

type Ending = "returned" | "threw" | "lost" | "traced" | "stopped" | "handed-back";
const others = { stopped: { type: "stopped" }, "handed-back": { type: "handed-back" } } as const;

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
  now = at;
  /** When the engine wants to be woken. */
  wakeAt: number | undefined;
  paused = false;

  constructor(nodes: readonly NodeShape[], slots: number) {
    this.slots = slots;
    this.graphs = [{ parent: null, base: 0, cancelled: false, nodes }];
    for (const [index] of nodes.entries()) this.rows.set(index, newRow());
    this.#openExecutor();
    this.#take({ type: "submitted", dispatch: 1, nodes, at });
  }

  do({ deed, pick, inner }: Deed): void {
    const attempt = this.running[pick % this.running.length];
    const electron = pick % Math.max(1, this.rows.size);
    const { now } = this;
    if (deed === "restart") this.#restart();
    else if (deed === "time-passes") this.#passTime(pick % 30);
    else if (deed === "pause" || deed === "go-on")
      this.#take({ type: "pause-asked", dispatch: 1, paused: deed === "pause", at: now });
    else if (deed === "cancel") this.#take({ type: "cancel-asked", dispatch: 1, electrons: [electron], at: now });
    else if (deed === "cancel-all") this.#take({ type: "cancel-asked", dispatch: 1, electrons: null, at: now });
    else if (deed === "late") this.#beLate(pick);
    else if (attempt === undefined) return;
    else if (deed === "started") this.#take({ ...started, ...attempt, at: now });
    else this.#end(attempt, deed, inner);
  }

  /** Lets everything that runs return, until nothing does. */
  finish(): void {
    this.#take({ type: "pause-asked", dispatch: 1, paused: false, at: this.now });
    while (this.running.length > 0 || (this.ended === undefined && this.wakeAt !== undefined)) {
      const [attempt] = this.running;
      if (attempt !== undefined) this.#end(attempt, "returned", []);
      else this.#passTime(Math.max(0, (this.wakeAt ?? 0) - this.now));
    }
  }

  #openExecutor(): void {
    const capacity = { cpus: this.slots, gpu: 1, memory: 100 };
    this.#take({ type: "capacity-announced", executor: "local", capacity, at: this.now });
    this.#take({ type: "slots-changed", executor: "local", slots: this.slots, at: this.now });
  }

  #passTime(millis: number): void {
    this.now += millis;
    if (this.wakeAt === undefined || this.wakeAt > this.now) return;
    this.wakeAt = undefined;
    this.#take({ type: "woke", at: this.now });
  }

  #end(attempt: Attempt, deed: Ending, inner: NodeShape[]): void {
    this.running = this.running.filter((it) => it !== attempt);
    this.past.push(attempt);
    const outcome =
      deed === "traced" ? { type: deed, lattice: latticeOf(inner) } : { returned, threw, lost, ...others }[deed];
    if (deed === "handed-back") this.past.pop();
    this.#take({ ...outcome, ...attempt, at: this.now } as Event);
  }

  // A result of an attempt that is over must change nothing.
  #beLate(pick: number): void {
    const attempt = this.past[pick % this.past.length];
    if (attempt !== undefined) assert.deepEqual(step(this.engine, { ...returned, ...attempt, at: this.now }), []);
  }

  #restart(): void {
    this.engine = engineState();
    this.past.push(...this.running);
    this.running = [];
    this.wakeAt = undefined;
    this.#openExecutor();
    if (this.ended !== undefined) return;
    const graphs: ResumedGraph[] = this.graphs
      .filter(({ nodes, parent }) => nodes.length > 0 || parent === null)
      .map((graph) => ({
        ...graph,
        electrons: graph.nodes.map((_, index) => this.#row(graph.base + index)),
      }));
    this.#take({ type: "resumed", dispatch: 1, begun: true, paused: this.paused, graphs, at: this.now });
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
        if ("failures" in command) timesOf(this.#row(command.electron)).failures = command.failures;
        break;
      case "pause":
        this.paused = command.paused;
        break;
      case "wake":
        assert.ok(this.wakeAt === undefined || command.at < this.wakeAt, "the engine asks only to be woken earlier");
        this.wakeAt = command.at;
    }
  }

  #move(move: Move): void {
    const row = this.#row(move.electron);
    const times = timesOf(row);
    switch (move.to) {
      case "STARTING":
        assert.ok(!this.paused, "nothing of a paused dispatch starts");
        row.attempt = move.attempt;
        break;
      case "STOPPING":
        row.stopping = true;
        break;
      case "QUEUED":
        row.state = "QUEUED";
        times.queuedAt = move.at;
        if (move.timed) times.readyAt = move.at;
        break;
      case "REQUEUED":
        row.state = "QUEUED";
        times.queuedAt = move.at;
        times.startedAt = null;
        if (move.again) times.retryAt = null;
        break;
      case "DELAYED":
        row.state = "QUEUED";
        times.retryAt = move.until;
        break;
      case "RUNNING":
        row.state = "RUNNING";
        times.startedAt = move.at;
        break;
      default:
        this.#settle(move.electron, move.to);
    }
  }

  #settle(electron: number, state: ElectronState): void {
    const row = this.#row(electron);
    assert.ok(!isSettled(row.state), `electron ${electron} settled twice: ${row.state}, then ${state}`);
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

const noTimes: Times = { failures: 0, readyAt: null, queuedAt: null, startedAt: null, retryAt: null };

const newRow = (): ElectronRow => ({
  state: "NEW_OBJECT",
  attempt: 0,
  deaths: 0,
  stopping: false,
  times: { ...noTimes },
});

const timesOf = (row: ElectronRow): Times => {
  row.times ??= { ...noTimes };
  return row.times;
};
