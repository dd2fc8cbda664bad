// The thread that can stop the main one, whatever that is doing.

import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { descriptors } from "../reports.ts";
import { state } from "./interrupts.ts";

/** Milliseconds that the main thread has to show that it is not busy; then what it runs is terminated. */
const patience = 40;

const shared = new Int32Array(workerData);
const session = new Session();
session.connectToMainThread();

const commands = new Socket({ fd: descriptors.interrupts, readable: true, writable: false });
commands.on("data", interrupt);
// The protocol process is gone, and the main thread may be in a loop: nothing else would ever end it.
commands.on("close", () => process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL"));

function interrupt(): void {
  Atomics.store(shared, state.asked, 1);
  // Children first: the main thread may be blocked until one of them ends. It ignores the signal itself.
  if (process.platform !== "win32") process.kill(-process.pid, "SIGINT");
  const heard = Atomics.load(shared, state.heard);
  parentPort?.postMessage("interrupt");
  if (Atomics.wait(shared, state.heard, heard, patience) !== "timed-out") return;
  // If the main thread became free in between, the termination falls on whatever it runs next: a message that may be lost.
  session.post("Runtime.terminateExecution", () => parentPort?.postMessage("interrupt"));
}
