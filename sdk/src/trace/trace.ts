// Writes down the calls of electrons that a lattice makes, as a transport graph.

import { LatticeError } from "../errors.ts";
import type { ArgumentView, ExecutorChoice, GraphNode, ShippedFunction, TransportGraph } from "../protocol/graph.ts";
import type { Policy } from "../protocol/policy.ts";
import { type Asked, readRunOptions, withDefaults } from "../run-options.ts";
import { encodeValue, type Hole, type Keep, shipFunction } from "../ship/index.ts";
import { viewArguments } from "./argument-views.ts";
import { type CallSite, CallSites } from "./call-site.ts";
import { contentsOf, settle } from "./contents.ts";
import { Decisions } from "./decisions.ts";
import { at, defer, heldBy } from "./deferred.ts";
import { authorsFunction, type Definition, definitionOf } from "./definition.ts";
import { sourceOf, textOf } from "./function-text.ts";
import { orderOf } from "./numbering.ts";
import { argumentProblem, parametersOf } from "./parameters.ts";
import type { Tracer } from "./scope.ts";

export interface TracedCall {
  electron: Definition;
  name: string;
  kind: "electron" | "sublattice";
  fn: ShippedFunction;
  policy: Policy | undefined;
  args: unknown[];
  /** Others that it waits for though it takes nothing from them. */
  after: readonly number[];
  site: CallSite | undefined;
  /** Made of the arguments as they are when the call is made, or when what they promise is there. */
  encoded: { bytes: Uint8Array; holes: number[]; views: ArgumentView[] };
}

const nothing = { bytes: new Uint8Array(), holes: [], views: [] };

/** The trace of one lattice, while its function runs. */
export class Trace implements Tracer {
  readonly calls: TracedCall[] = [];
  readonly #lattice: Definition;
  /** For electrons that name none. */
  readonly #executor: ExecutorChoice;
  readonly #late: Promise<void>[] = [];
  /** Of the lattice, and of those that it calls. */
  readonly #decisions = new Map<CallableFunction, Decisions>();
  readonly #sites = new CallSites();
  /** The electron that was called last at a site whose call is no mistake. */
  readonly #decided = new Map<CallSite, string>();
  readonly #keep: Keep | undefined;
  /** What is asked of electrons, each of which may be called a thousand times. */
  readonly #policies = new Map<Definition, Policy | undefined>();
  /** Those that policies name. */
  readonly #predicates = new Map<string, ShippedFunction>();
  #over = false;

  constructor(lattice: Definition, executor: ExecutorChoice = { name: "local" }, keep?: Keep) {
    this.#keep = keep;
    this.#lattice = lattice;
    this.#executor = lattice.executor ?? executor;
    this.include(authorsFunction(lattice.fn));
  }

  include(lattice: CallableFunction): void {
    if (this.#decisions.has(lattice)) return;
    this.#decisions.set(lattice, new Decisions(lattice));
    this.#decided.clear();
  }

  /** Adds a node, and returns what stands for its output. `below` is the function that the author called. */
  call(target: CallableFunction, args: unknown[], below: CallableFunction): unknown {
    const electron = definitionOf(target, "electron");
    if (electron === undefined) throw new TypeError("only electrons are traced");
    const { name } = electron;
    const site = this.#sites.of(below);
    const place = site?.place ?? null;
    if (this.#over) {
      throw at(
        below,
        () => new LatticeError("ELECTRON_AFTER_LATTICE", { electron: name, lattice: this.#lattice.name, place }),
      );
    }
    const sublattice = definitionOf(electron.fn, "lattice");
    const given = this.#fit(electron, args, site, below);
    this.#decide(site, name, below);

    const node = this.calls.length;
    const call: TracedCall = {
      electron,
      name,
      kind: sublattice ? "sublattice" : "electron",
      fn: ship(electron, this.#keep),
      policy: this.#policyOf(electron),
      args: given,
      after: [],
      site,
      encoded: nothing,
    };
    this.calls.push(call);
    if (contentsOf(given).promised) {
      const late = settle(given).then((settled) => {
        call.args = settled as unknown[];
        this.#encode(call);
      });
      // It is awaited when the lattice has returned; until then nobody has handled its failure.
      late.catch(() => undefined);
      this.#late.push(late);
    } else this.#encode(call);
    return defer({ trace: this, node, electron: name });
  }

  /** The arguments that the electron's function declares. */
  #fit(electron: Definition, args: unknown[], site: CallSite | undefined, below: CallableFunction): unknown[] {
    const authored = authorsFunction(electron.fn);
    // `paths.map(load)` passes an index and the list too, which no author means.
    const given = site?.direct ? args : args.slice(0, parametersOf(authored)?.most);
    const problem = argumentProblem(authored, given.length);
    if (problem === undefined) return given;
    const about = { electron: electron.name, problem, place: site?.place ?? null };
    throw at(below, () => new LatticeError("ELECTRON_ARGUMENTS", about));
  }

  #policyOf(electron: Definition): Policy | undefined {
    if (this.#policies.has(electron)) return this.#policies.get(electron);
    const asked = readRunOptions(
      withDefaults(electron.running, this.#lattice.running),
      () => `electron '${electron.name}'`,
    );
    const policy = asked && this.#withPredicate(electron.name, asked);
    this.#policies.set(electron, policy);
    return policy;
  }

  #withPredicate(electron: string, { policy, retryOn }: Asked): Policy {
    if (policy.retries === undefined || retryOn === undefined) return policy;
    const shipped = shipFunction(retryOn, { electron, outputOf, keep: this.#keep });
    this.#predicates.set(shipped.hash, shipped);
    return { ...policy, retries: { ...policy.retries, on: { fn: shipped.hash } } };
  }

  /** A decision on what is called here is a mistake, found before the decision is reached. */
  #decide(site: CallSite | undefined, electron: string, below: CallableFunction): void {
    if (site === undefined || this.#decided.get(site) === electron) return;
    for (const decisions of this.#decisions.values()) {
      const mistake = decisions.check(site, electron);
      if (mistake) throw at(below, () => mistake);
    }
    this.#decided.set(site, electron);
  }

  /** Lets one call wait for others although it takes nothing from them. */
  wait(child: unknown, parents: unknown[], below: CallableFunction): void {
    const waiting = this.calls[this.#node(child, below)];
    // It returns the child: a decision on that is one on the child's output.
    this.#decide(this.#sites.of(below), waiting?.name ?? "", below);
    const others = parents.map((parent) => this.#node(parent, below));
    if (waiting) waiting.after = [...new Set([...waiting.after, ...others])];
  }

  #node(value: unknown, below: CallableFunction): number {
    const held = heldBy(value);
    if (held === undefined) throw new TypeError("ct.wait(child, parents) takes outputs of electrons.");
    if (held.source.trace !== this) {
      throw at(below, (place) => new LatticeError("DEFERRED_ELSEWHERE", { electron: held.source.electron, place }));
    }
    return held.source.node;
  }

  #encode(call: TracedCall, numbers?: readonly number[]): void {
    const shown = authorsFunction(call.electron.fn);
    const encoded = encodeValue(call.args, {
      about: { what: `An argument of electron '${call.name}'` },
      holeOf: (value) => this.#hole(value, call.site, numbers),
      keep: this.#keep,
    });
    call.encoded = { ...encoded, views: viewArguments(shown, call.args) };
  }

  #hole(value: object, site: CallSite | undefined, numbers?: readonly number[]): Hole | undefined {
    const held = heldBy(value);
    if (held === undefined) return undefined;
    const { source, steps } = held;
    if (source.trace !== this) {
      throw new LatticeError("DEFERRED_ELSEWHERE", { electron: source.electron, place: site?.place ?? null });
    }
    return { node: numbers?.[source.node] ?? source.node, steps: [...steps] };
  }

  /** Ends the trace: nothing joins it any more. Resolves when all that was promised to its electrons is there. */
  async end(): Promise<void> {
    await Promise.all(this.#late);
    this.#over = true;
  }

  /** The graph of all calls, which gives back `output`. */
  graph(output: unknown): { graph: TransportGraph; functions: ShippedFunction[] } {
    const numbers = this.#renumber();
    const { bytes, holes } = encodeValue(output, {
      about: { what: `The return value of lattice '${this.#lattice.name}'` },
      holeOf: (value) => this.#hole(value, undefined, numbers),
      keep: this.#keep,
    });
    const calls = this.#inOrder(numbers);
    const functions = new Map([...this.#predicates, ...calls.map(({ fn }) => [fn.hash, fn] as const)]);
    return {
      graph: { nodes: calls.map((call) => this.#nodeOf(call, numbers)), output: bytes, outputNeeds: holes },
      functions: [...functions.values()],
    };
  }

  /** New numbers by old ones, where `wait` or a late argument made a call wait for one that was made after it. */
  #renumber(): number[] | undefined {
    const isInOrder = ({ encoded, after }: TracedCall, number: number): boolean =>
      encoded.holes.every((other) => other < number) && after.every((other) => other < number);
    if (this.calls.every(isInOrder)) return undefined;
    const calls = this.calls.map(({ name, encoded, after }) => ({
      name,
      waitsFor: new Set([...encoded.holes, ...after]),
    }));
    const numbers: number[] = [];
    for (const [number, old] of orderOf(calls).entries()) numbers[old] = number;
    for (const call of this.calls) this.#encode(call, numbers);
    return numbers;
  }

  #inOrder(numbers: readonly number[] | undefined): TracedCall[] {
    if (numbers === undefined) return this.calls;
    return this.calls
      .map((call, old) => ({ call, number: numbers[old] ?? old }))
      .sort((a, b) => a.number - b.number)
      .map(({ call }) => call);
  }

  #nodeOf(call: TracedCall, numbers: readonly number[] | undefined): GraphNode {
    const { electron, name, kind, fn, policy, encoded, site } = call;
    const renumbered = (old: readonly number[]) => (numbers ? old.map((it) => numbers[it] ?? it) : [...old]);
    return {
      name,
      kind,
      fn: fn.hash,
      call: encoded.bytes,
      needs: encoded.holes,
      after: renumbered(call.after),
      arguments: numbers ? encoded.views.map((view) => ({ ...view, from: renumbered(view.from) })) : encoded.views,
      executor: electron.executor ?? this.#executor,
      ...(policy && { policy }),
      place: site?.place ?? null,
    };
  }
}

const outputOf = (value: object): string | undefined => heldBy(value)?.source.electron;

/** A sublattice travels as a lattice; what is shown of it is its author's function. */
function ship({ fn, name, using }: Definition, keep: Keep | undefined): ShippedFunction {
  const shipped = shipFunction(fn, { electron: name, outputOf, using, keep });
  const authored = authorsFunction(fn);
  if (authored === fn) return shipped;
  return { ...shipped, source: sourceOf(authored), place: textOf(authored)?.place ?? null };
}
