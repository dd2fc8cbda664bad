// Lets so many requests be under way at a time: whoever sends more waits in its own process, and nothing is dropped.

/** Requests, and bytes of them, that may be under way; a single larger one comes in alone. */
export interface GateSize {
  count: number;
  bytes: number;
}

export interface Gate {
  /** Resolves when there is room for one more. Asked by one at a time. */
  room(): Promise<void>;
  enter(bytes: number): void;
  leave(bytes: number): void;
}

export function openGate({ count, bytes: most }: GateSize): Gate {
  let inside = 0;
  let held = 0;
  let waiting: (() => void) | undefined;
  const isFull = (): boolean => inside >= count || held >= most;
  return {
    async room() {
      while (isFull()) await new Promise<void>((resolve) => (waiting = resolve));
    },
    enter(bytes) {
      inside += 1;
      held += bytes;
    },
    leave(bytes) {
      inside -= 1;
      held -= bytes;
      if (!isFull()) waiting?.();
    },
  };
}
