// Is killed by a test while its electron runs, which connects to the test first: `directory waits|spins`.

import { encodeValue, shipFunction } from "covalent-ts/ship";
import { pino } from "pino";
import { openLocalExecutor } from "./local.ts";

const [directory = "", then = ""] = process.argv.slice(2);

async function connectAnd(what: string) {
  const { connect } = await import("node:net");
  const socket = connect("electron");
  await new Promise((resolve) => socket.once("connect", resolve));
  if (what === "waits") await new Promise(() => {});
  for (;;);
}

const executor = await openLocalExecutor({ workers: 1, directory, log: pino({ level: "silent" }) })({
  outcome() {},
  slots() {},
});
executor.start({
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
});
