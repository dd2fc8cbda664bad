// What each executor has to do at this moment: how many electrons it runs, and how many wait for it.

import { type EngineState, isQueued } from "./state.ts";

export interface ExecutorQueue {
  name: string;
  /** How many electrons it takes at once. */
  slots: number;
  running: number;
  queued: number;
}

/** In the order in which the executors were announced. */
export function executorQueues({ executors, runs }: EngineState): ExecutorQueue[] {
  const queues = executors.map(({ name, slots, busy }) => ({ name, slots, running: busy, queued: 0 }));
  for (const { graphs } of runs.values()) {
    for (const graph of graphs) {
      for (const [node, at] of graph.phase.entries()) {
        const queue = isQueued(at) ? queues[graph.executor[node] ?? 0] : undefined;
        if (queue !== undefined) queue.queued += 1;
      }
    }
  }
  return queues;
}
