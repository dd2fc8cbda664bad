// What is there at once, or later: work goes on at once with the one, so that only the other has to wait.

export type SoonerOrLater<T> = T | PromiseLike<T>;

/** Whether it has to be awaited. A `then` that cannot even be looked at is none. */
export function isLater<T>(value: SoonerOrLater<T>): value is PromiseLike<T> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  try {
    return "then" in value && typeof value.then === "function";
  } catch {
    return false;
  }
}

/** As `then`, but at once where nothing has to be awaited. */
export const goOn = <T, U>(value: SoonerOrLater<T>, next: (value: T) => SoonerOrLater<U>): SoonerOrLater<U> =>
  isLater(value) ? Promise.resolve(value).then(next) : next(value);
