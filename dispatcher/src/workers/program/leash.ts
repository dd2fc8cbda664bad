// Ends a worker with its dispatcher, however that ended: by a pipe that only the dispatcher holds open.

import { Socket } from "node:net";

const leash = 3;

/**
 * Ends this process, and all that its electron started, once the dispatcher is gone. What it was doing is started again by
 * the next dispatcher: two of the same at a time would be worse than none.
 */
export function endWithDispatcher(): void {
  new Socket({ fd: leash, readable: true, writable: false })
    .on("close", () => process.kill(-process.pid, "SIGKILL"))
    .resume()
    .unref();
}
