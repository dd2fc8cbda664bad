// Tells a worker that its dispatcher is gone, however that ended: by a pipe that only the dispatcher holds open.

import { Socket } from "node:net";

const leash = 3;

/** Calls `lost` once, as soon as this process's thread has time for it. */
export function onDispatcherLost(lost: () => void): void {
  new Socket({ fd: leash, readable: true, writable: false }).on("close", lost).resume().unref();
}
