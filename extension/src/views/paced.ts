// Does something at most once in a while, and once more at the end: for what happens oftener than anybody can look.

export interface Paced {
  (): void;
  /** Forgets what is still due. */
  cancel(): void;
}

/** The first call acts at once; those within `pause` milliseconds after it act together, when that time is over. */
export function paced(act: () => void, pause: number): Paced {
  let timer: NodeJS.Timeout | undefined;
  let due = false;
  const rest = (): void => {
    timer = undefined;
    if (!due) return;
    due = false;
    go();
  };
  const go = (): void => {
    if (timer !== undefined) {
      due = true;
      return;
    }
    timer = setTimeout(rest, pause);
    act();
  };
  const cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
    due = false;
  };
  return Object.assign(go, { cancel });
}
