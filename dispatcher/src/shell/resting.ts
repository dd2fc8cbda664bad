// Notices that nothing has happened for a while, and uses that once, until something does again.

/** How long nothing must have happened, in milliseconds. */
const quiet = 2_000;

export interface Resting extends Disposable {
  /** Something happened. It costs next to nothing. */
  stir(): void;
}

/** @param rest is called when nothing has stirred for two seconds, the first ones included; it may keep others waiting. */
export function openResting(rest: () => void, after: number = quiet): Resting {
  let stirred = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    timer = undefined;
    if (stirred) watch();
    else rest();
  };
  const watch = (): void => {
    stirred = false;
    timer = setTimeout(look, after);
    timer.unref();
  };
  watch();
  return {
    stir() {
      stirred = true;
      if (timer === undefined && !closed) watch();
    },
    [Symbol.dispose]() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
