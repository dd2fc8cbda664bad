// Dispatches to draw in tests and screenshots: a chain, a sweep with every state in it, and graphs of any size.

import type { EdgeView, ElectronView, LatticeDocument } from "../protocol/document.ts";

/** 22 November 2026, 14:02:10 UTC. */
export const start = Date.UTC(2026, 10, 22, 14, 2, 10);
const notebook = "/home/ada/iris-sweep.ipynb";

type Given = Partial<ElectronView> & Pick<ElectronView, "id" | "name" | "state">;

/** An electron of which only what matters is said; `at` and `end` are seconds after the start. */
export function electron(given: Given, at: number | null = null, end: number | null = null): ElectronView {
  return {
    kind: "electron",
    parent: null,
    attempt: at === null ? 0 : 1,
    executor: "local",
    worker: at === null ? null : "worker 1",
    queuedAt: given.state === "NEW_OBJECT" || given.state === "UPSTREAM_FAILED" ? null : start,
    startedAt: at === null ? null : start + at * 1_000,
    endedAt: end === null ? null : start + end * 1_000,
    arguments: [],
    output: null,
    error: null,
    place: { file: notebook, line: 4, column: 3, cell: 2 },
    ...given,
  };
}

export const edge = (from: number, to: number, ...names: string[]): EdgeView => ({ from, to, names });

export function latticeOf(
  given: Partial<LatticeDocument> & Pick<LatticeDocument, "electrons" | "edges">,
): LatticeDocument {
  return {
    version: 1,
    dispatch: "7f3a9c21-5d0e-4b1f-9a77-1c2d3e4f5a6b",
    lattice: "workflow",
    state: "RUNNING",
    submittedAt: start,
    startedAt: start,
    endedAt: null,
    origin: { file: notebook, line: 1, column: 1, cell: 2 },
    inputs: [],
    error: null,
    ...given,
  };
}

/** When the sweep is looked at. */
export const sweepNow = start + 161_000;

const plain = (name: string, text: string) => ({ name, text, from: [] });
const taken = (name: string, from: number) => ({ name, text: "", from: [from] });

/** Electrons: 0 loadData, 1 describe, 2 to 10 fitOne, 11 best, 12 report, and inside fitOne trainSvm and scoreSvm. */
export function sweep(): LatticeDocument {
  const convergence = {
    name: "ConvergenceError",
    message: "SMO did not converge after 10,000 iterations (gap 0.031, tolerance 0.001)",
  };
  const members: [state: ElectronView["state"], at: number | null, end: number | null][] = [
    ["FAILED", 0.2, 83.6],
    ["COMPLETED", 0.2, 42.6],
    ["COMPLETED", 0.2, 50.8],
    ["COMPLETED", 42.6, 98.4],
    ["RUNNING", 50.8, null],
    ["COMPLETED", 83.6, 157.2],
    ["RUNNING", 98.4, null],
    ["DISPATCHING", 157.5, null],
    ["QUEUED", null, null],
  ];
  const electrons = [
    electron(
      {
        id: 0,
        name: "loadData",
        state: "COMPLETED",
        arguments: [plain("path", '"iris.csv"')],
        output: { text: "Dataset { rows: 150, columns: 5 }", type: "Dataset", size: 6_240 },
      },
      0,
      0.1,
    ),
    electron({ id: 1, name: "describe", state: "COMPLETED", arguments: [taken("data", 0)] }, 0.1, 2.2),
  ];
  const edges = [edge(0, 1, "data")];
  members.forEach(([state, at, end], index) => {
    electrons.push(
      electron(
        {
          id: 2 + index,
          name: "fitOne",
          kind: "sublattice",
          state,
          error: state === "FAILED" ? convergence : null,
          arguments: [
            taken("data", 0),
            plain("C", ["10", "1", "0.1"][Math.floor(index / 3)] ?? ""),
            plain("γ", ["1", "0.1", "0.01"][index % 3] ?? ""),
          ],
        },
        at,
        end,
      ),
    );
    edges.push(edge(0, 2 + index, "data"), edge(2 + index, 11, "scores"));
  });
  electrons.push(
    electron({ id: 11, name: "best", state: "UPSTREAM_FAILED", error: { name: "Error", message: "trainSvm failed" } }),
    electron({
      id: 12,
      name: "report",
      state: "UPSTREAM_FAILED",
      error: { name: "Error", message: "trainSvm failed" },
    }),
  );
  edges.push(edge(11, 12, "best"), edge(1, 12, "stats"));
  let id = 13;
  members.forEach(([state, at, end], index) => {
    if (state === "QUEUED" || state === "DISPATCHING") return;
    const [train, score] = [id, id + 1];
    id += 2;
    const failed = state === "FAILED";
    electrons.push(
      electron(
        {
          id: train,
          name: "trainSvm",
          parent: 2 + index,
          state,
          attempt: failed ? 3 : 1,
          error: failed ? convergence : null,
          arguments: [plain("C", "10"), plain("gamma", "1")],
        },
        failed ? 59 : at,
        end === null ? null : end - 0.4,
      ),
      electron(
        {
          id: score,
          name: "scoreSvm",
          parent: 2 + index,
          state: failed ? "UPSTREAM_FAILED" : state === "COMPLETED" ? "COMPLETED" : "NEW_OBJECT",
          arguments: [taken("model", train)],
        },
        state === "COMPLETED" && end !== null ? end - 0.4 : null,
        state === "COMPLETED" ? end : null,
      ),
    );
    edges.push(edge(train, score, "model"));
  });
  return latticeOf({ lattice: "sweep", electrons, edges });
}

/** Load, split, train, evaluate, report: all completed. */
export function irisChain(): LatticeDocument {
  const names = ["loadData", "split", "trainSvm", "evaluate", "report"];
  return latticeOf({
    lattice: "iris",
    state: "COMPLETED",
    endedAt: start + 6_200,
    electrons: names.map((name, id) =>
      electron({ id, name, state: "COMPLETED", arguments: id > 0 ? [taken("data", id - 1)] : [] }, id, id + 1.2),
    ),
    edges: names.slice(1).map((_, id) => edge(id, id + 1, "data")),
  });
}

/** Every state once, in a row that hangs on one electron. */
export function everyState(): LatticeDocument {
  const states = [
    "NEW_OBJECT",
    "QUEUED",
    "RUNNING",
    "DISPATCHING",
    "COMPLETED",
    "FAILED",
    "TIMED_OUT",
    "POISONED",
    "CANCELLED",
    "UPSTREAM_FAILED",
  ] as const;
  return latticeOf({
    lattice: "states",
    electrons: [
      electron({ id: 0, name: "load", state: "COMPLETED" }, 0, 1),
      ...states.map((state, index) =>
        electron(
          {
            id: index + 1,
            name: `in${state.charAt(0)}${state.slice(1).toLowerCase().replaceAll("_", "")}`,
            state,
            attempt: state === "FAILED" ? 3 : 1,
            error: state === "POISONED" ? { name: "Error", message: "lost" } : null,
          },
          state === "NEW_OBJECT" || state === "UPSTREAM_FAILED" || state === "QUEUED" ? null : 1,
          state === "RUNNING" || state === "DISPATCHING" || state === "QUEUED" || state === "NEW_OBJECT" ? null : 9,
        ),
      ),
    ],
    edges: states.map((_, index) => edge(0, index + 1, "data")),
  });
}

/** Paused, while one electron waits to be tried again, one runs, and one has nothing to wait for but that. */
export function paused(): LatticeDocument {
  const error = { name: "Error", message: "the server said 503" };
  return {
    ...latticeOf({
      lattice: "fetchAll",
      electrons: [
        electron({ id: 0, name: "list", state: "COMPLETED" }, 0, 1),
        {
          ...electron({ id: 1, name: "fetch", state: "QUEUED", attempt: 2, error }, null, null),
          retryAt: start + 42_000,
        },
        electron({ id: 2, name: "index", state: "RUNNING" }, 1, null),
        electron({ id: 3, name: "merge", state: "NEW_OBJECT" }, null, null),
      ],
      edges: [edge(0, 1, "url"), edge(0, 2, "urls"), edge(1, 3, "page"), edge(2, 3, "index")],
    }),
    paused: true,
  };
}

/** One source, `width` calls of one function, one sink. */
export function fanOut(width: number): LatticeDocument {
  const ids = Array.from({ length: width }, (_, index) => index + 1);
  return latticeOf({
    lattice: "fan",
    electrons: [
      electron({ id: 0, name: "load", state: "COMPLETED" }, 0, 1),
      ...ids.map((id) => {
        const done = id <= width / 2;
        const state = id === 7 ? "FAILED" : done ? "COMPLETED" : id <= width / 2 + 2 ? "RUNNING" : "QUEUED";
        return electron(
          {
            id,
            name: "simulate",
            state,
            arguments: [taken("data", 0), plain("seed", String(id))],
            error: state === "FAILED" ? { name: "RangeError", message: "Too cold" } : null,
          },
          state === "QUEUED" ? null : 1,
          done ? 1 + id : null,
        );
      }),
      electron({ id: width + 1, name: "collect", state: "NEW_OBJECT" }),
    ],
    edges: ids.flatMap((id) => [edge(0, id, "data"), edge(id, width + 1, "results")]),
  });
}

/** √n columns of √n electrons, each with one or two sources in the column before; the same for the same n. */
export function mesh(count: number): LatticeDocument {
  const width = Math.max(2, Math.round(Math.sqrt(count)));
  let seed = 7;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const edges: EdgeView[] = [];
  const seen = new Set<string>();
  for (let id = width; id < count; id++) {
    const base = (Math.floor(id / width) - 1) * width;
    for (let n = random() < 0.3 ? 2 : 1; n > 0; n--) {
      const from = base + Math.min(width - 1, Math.max(0, (id % width) + Math.floor(random() * 3) - 1));
      if (seen.has(`${from}>${id}`)) continue;
      seen.add(`${from}>${id}`);
      edges.push(edge(from, id, "x"));
    }
    if (random() < 0.03 && id > 4 * width) edges.push(edge(id - 3 * width, id, "far"));
  }
  const states = ["COMPLETED", "RUNNING", "QUEUED", "NEW_OBJECT"] as const;
  return latticeOf({
    lattice: "mesh",
    electrons: Array.from({ length: count }, (_, id) => {
      const state = states[Math.min(3, Math.floor((id / count) * 4))] ?? "NEW_OBJECT";
      return electron(
        { id, name: `step${id}`, state },
        id / count < 0.5 ? 1 : null,
        id / count < 0.25 ? 2 + (id % 7) : null,
      );
    }),
    edges,
  });
}

/** A chain this long, in which every fifth electron also feeds the one that ends it. */
export function deep(length: number): LatticeDocument {
  const ids = Array.from({ length }, (_, id) => id);
  return latticeOf({
    lattice: "deep",
    electrons: ids.map((id) =>
      electron(
        { id, name: `stage${id}`, state: id < 3 ? "COMPLETED" : "NEW_OBJECT" },
        id < 3 ? id : null,
        id < 3 ? id + 1 : null,
      ),
    ),
    edges: [
      ...ids.slice(1).map((id) => edge(id - 1, id, "x")),
      ...ids.filter((id) => id % 5 === 0 && id < length - 2).map((id) => edge(id, length - 1, "history")),
    ],
  });
}

/** Names and messages longer than any card. */
export function longNames(): LatticeDocument {
  const long = "computeTheEigenvaluesOfTheHamiltonianWithPeriodicBoundaryConditions";
  return latticeOf({
    lattice: "aLatticeWithANameThatNobodyWouldEverWantToReadInASidebarOfOrdinaryWidth",
    state: "FAILED",
    endedAt: start + 4_000_000,
    electrons: [
      electron({ id: 0, name: long, state: "COMPLETED", executor: "a-cluster-with-a-long-name" }, 0, 3_700),
      electron(
        {
          id: 1,
          name: `${long}Again`,
          state: "FAILED",
          attempt: 12,
          error: { name: "Error", message: `Matrix is not positive definite: ${"0.123456, ".repeat(40)}` },
        },
        3_700,
        4_000,
      ),
      electron({ id: 2, name: "結果をまとめて保存する", state: "UPSTREAM_FAILED" }),
      electron({ id: 3, name: "<img src=x onerror=alert(1)>", state: "UPSTREAM_FAILED" }),
    ],
    edges: [edge(0, 1, "hamiltonian", "boundary", "tolerance"), edge(1, 2, "values"), edge(2, 3, "x")],
  });
}
