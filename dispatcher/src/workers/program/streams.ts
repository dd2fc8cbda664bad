// Makes what an electron prints leave its process before the next statement runs.

/** What libuv's pipes have, and Node's types do not. */
interface Blocking {
  setBlocking(on: boolean): void;
}

const isBlocking = (handle: unknown): handle is Blocking =>
  typeof handle === "object" && handle !== null && "setBlocking" in handle;

/**
 * Otherwise Node keeps in memory what a full pipe does not take: `process.exit` would lose it, and an electron that prints
 * without pause would grow until it is killed.
 */
export function writeAtOnce(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const handle: unknown = Reflect.get(stream, "_handle");
    if (isBlocking(handle)) handle.setBlocking(true);
  }
}
