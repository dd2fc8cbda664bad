// Cells that wait for the kernel: one runs at a time, and a failure takes those behind it out of the line.

/** A cell in the line. `Run` is whatever the owner runs. */
export interface Queue<Run> {
  /** Runs it after all that are in line already; resolves when the line is empty again. */
  add(runs: readonly Run[]): Promise<void>;
  /** Takes all that wait out of the line, each handed to `skip`. What runs goes on. */
  clear(): void;
  /** What runs now. */
  readonly running: Run | undefined;
}

export interface QueueOptions<Run> {
  /** Runs one to its end; resolves with whether those behind it may follow. Must not reject. */
  readonly run: (run: Run) => Promise<boolean>;
  readonly skip: (run: Run) => void;
}

export function openQueue<Run>({ run, skip }: QueueOptions<Run>): Queue<Run> {
  let waiting: Run[] = [];
  let running: Run | undefined;
  let emptied: Promise<void> = Promise.resolve();

  const clear = (): void => {
    const left = waiting;
    waiting = [];
    left.forEach(skip);
  };
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      running = next;
      const goOn = await run(next);
      running = undefined;
      if (!goOn) clear();
    }
  };

  return {
    add(runs) {
      const isIdle = running === undefined && waiting.length === 0;
      waiting.push(...runs);
      if (isIdle) emptied = work();
      return emptied;
    },
    clear,
    get running() {
      return running;
    },
  };
}
