// Loaded into a dispatcher before anything else: it ends itself as `kill -9` does at one commit or one send, named in its environment.

import { DatabaseSync } from "node:sqlite";
import { type MessageLike, Router, XPublisher } from "zeromq";

/** "commit before 3": right before the third commit. */
const [kind, side, nth] = (process.env["CRASH_POINT"] ?? "").split(" ");
let passed = 0;

function pass(at: "before" | "after"): void {
  if (at !== side) return;
  passed += 1;
  if (passed === Number(nth)) process.kill(process.pid, "SIGKILL");
}

if (kind === "commit") {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, text: string): void {
    if (text === "COMMIT") pass("before");
    exec.call(this, text);
    if (text === "COMMIT") pass("after");
  };
}

if (kind === "send")
  for (const { prototype } of [Router, XPublisher]) {
    const { send } = prototype;
    async function crashing(this: Router & XPublisher, message: MessageLike | MessageLike[]): Promise<void> {
      pass("before");
      await send.call(this, message);
      pass("after");
    }
    // Inherited, and not to be assigned to.
    Object.defineProperty(prototype, "send", { value: crashing });
  }
