// The thread that can stop the main one, and give it answers, whatever that is doing.

import { type InspectorNotification, Session } from "node:inspector";
import { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { descriptors } from "../descriptors.ts";
import { lineSplitter } from "../lines.ts";
import type { Inspected } from "../reports.ts";
import { type Inspect, UrgentCommand } from "../urgent-commands.ts";
import { state, type WorkerData } from "./second-thread.ts";

/** Milliseconds that the main thread has to show that it is not busy; then what it runs is terminated. */
const patience = 40;
/** Milliseconds between signals to children: one may be started between the first of them and the termination. */
const signalEvery = 100;
/** How many there are; whoever asked for the interrupt gives up then too. */
const signals = 50;

const { memory, answers }: WorkerData = workerData;
const shared = new Int32Array(memory);
const session = new Session();
session.connectToMainThread();

const urgent = new Socket({ fd: descriptors.urgent, readable: true, writable: true });
// The protocol process is gone: "close" tells.
urgent.on("error", () => {});
const say = (it: Inspected): void => void urgent.write(`${JSON.stringify(it)}\n`);
// Nothing happens that the inspector tells of until a debugger enables it.
session.on("inspectorNotification", ({ method, params }: InspectorNotification<unknown>) => say({ method, params }));

const split = lineSplitter();
urgent.on("data", (bytes) => {
  for (const line of split(bytes)) obey(UrgentCommand.parse(JSON.parse(line)));
});
// The protocol process is gone, and the main thread may be in a loop: nothing else would ever end it.
urgent.on("close", () => process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL"));

function obey(command: UrgentCommand): void {
  if (command.type === "interrupt") void interrupt(command.run);
  else if (command.type === "inspect") inspect(command);
  else {
    answers.postMessage(command);
    Atomics.add(shared, state.answered, 1);
    Atomics.notify(shared, state.answered);
  }
}

/** The main thread answers even where it is paused, or in a loop. */
function inspect({ id, method, parameters }: Inspect): void {
  session.post(method, parameters, (error, result) =>
    say(error === null ? { id, result } : { id, result, error: error.message }),
  );
}

async function interrupt(run: number): Promise<void> {
  Atomics.store(shared, state.unwanted, run);
  // It is still on its way to the main thread, which then knows.
  if (Atomics.load(shared, state.begun) < run) return;
  Atomics.store(shared, state.asked, 1);
  // Children first: the main thread may be blocked until one of them ends. It ignores the signal itself.
  signalChildren();
  const heard = Atomics.load(shared, state.heard);
  parentPort?.postMessage(run);
  if (Atomics.wait(shared, state.heard, heard, patience) !== "timed-out") return;
  if (Atomics.load(shared, state.running) === 0) return;
  // If the main thread became free in between, the termination falls on whatever it runs next: a message that may be lost.
  session.post("Runtime.terminateExecution", () => parentPort?.postMessage(run));
  for (let n = 0; n < signals; n++) {
    await wait(signalEvery);
    if (Atomics.load(shared, state.heard) !== heard) return;
    signalChildren();
  }
}

function signalChildren(): void {
  if (process.platform !== "win32") process.kill(-process.pid, "SIGINT");
}
