// Is killed by a test while its electron runs, which connects to the test first: `directory waits|spins|prints|deaf outlive`.

import { encodeValue, shipFunction } from "covalent-ts/ship";
import { pino } from "pino";
import type { Assignment } from "./executor.ts";
import { openLocalExecutor } from "./local.ts";

const [directory = "", then = "", outlive = ""] = process.argv.slice(2);

async function connectAnd(what: string) {
  const { connect } = await import("node:net");
  const { existsSync } = await import("node:fs");
  console.log("before");
  const socket = connect("electron");
  await new Promise((resolve) => socket.once("connect", resolve));
  if (what === "prints") {
    // What its dispatcher had read would have gone with it.
    while (!existsSync("killed"));
    console.log("x".repeat(1_000_000));
  }
  if (what === "deaf") process.on("SIGTERM", () => {});
  if (what === "waits") await new Promise((resolve) => socket.once("data", resolve));
  else while (!existsSync("open"));
  console.log("after");
  return what;
}

const assignment: Assignment = {
  attempt: "attempt-1",
  dispatch: "dispatch-1",
  electron: 0,
  name: "work",
  kind: "electron",
  fn: shipFunction(connectAnd, { electron: "work" }),
  call: encodeValue([then], { about: { what: "the call" } }).bytes,
  inputs: [],
  directory,
  executor: { name: "local" },
  place: null,
  nth: 1,
};
const log = pino({ level: "silent" });
const executor = await openLocalExecutor({ workers: 1, directory, log, outlive: Number(outlive) })(
  {
    outcome(outcome) {
      if (outcome.type === "output") process.send?.({ worker: executor.workers()[0], assignment });
    },
    slots() {},
  },
  () => [],
);
executor.start(assignment);
