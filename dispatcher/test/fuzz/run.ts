// Sends a million hostile messages to a real dispatcher's sockets, near and far, while a client of the ordinary kind has its electrons run.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as ct from "covalent-ts";
import { type Client, openClient, SendQueue } from "covalent-ts/client";
import { type ConnectionFile, pack, unpack } from "covalent-ts/protocol";
import { Dealer } from "zeromq";
import { openFolder, startDaemon } from "../daemon.ts";
import { newSeed } from "../random.ts";
import type { Sent } from "./attack.ts";
import { openCorpus } from "./corpus.ts";

const { values } = parseArgs({
  options: { frames: { type: "string", default: "1000000" }, seed: { type: "string", default: String(newSeed()) } },
});
const frames = Number(values.frames);
const seed = Number(values.seed);

/** How much memory a flood may cost the dispatcher, in bytes. */
const mostMemory = 1_500 * 2 ** 20;
/** For how long the last messages may take to be read, in milliseconds. */
const patience = 120_000;

const add = ct.electron((x: number, y: number) => x + y);
const sum = ct.lattice((x: number) => add(add(x, 1), 2));

/** Dispatches one after the other until told to end; each comes to what it should. */
async function dispatchOn(until: AbortSignal): Promise<number> {
  let dispatches = 0;
  for (; !until.aborted; dispatches++) {
    const { value } = await ct.getResult(await ct.dispatch(sum)(dispatches), { wait: true });
    assert.equal(value, dispatches + 3);
  }
  return dispatches;
}

async function attack({ requests, events, remote }: ConnectionFile): Promise<Sent> {
  const orders = { seed, frames, requests, events, remote, workers: requests.replace(/requests$/, "workers") };
  const program = fileURLToPath(new URL("./attack.ts", import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], { stdio: ["ignore", "pipe", "inherit"] });
  const said = await text(child.stdout);
  if (child.exitCode === null) await once(child, "exit");
  assert.equal(child.exitCode, 0, "the attacker itself ended early");
  // Written by the program beside this one.
  return JSON.parse(said) as Sent;
}

/** What the dispatcher says that it refused, once it has read all that was sent. */
async function refusedOf(client: Client, least: Sent["refused"]) {
  for (const deadline = performance.now() + patience; ; await delay(50)) {
    const { refused } = await client.ask("status", {});
    if (
      refused.requests >= least.requests &&
      refused.workers >= least.workers &&
      refused.connections >= least.connections
    )
      return refused;
    assert.ok(performance.now() < deadline, `refused ${JSON.stringify(refused)} of ${JSON.stringify(least)}`);
  }
}

/** The most memory that a process ever had, in bytes; undefined where the system does not say. */
async function peakOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Sends the same submit again and again; says how many dispatches came of it. */
async function replaySubmit({ requests }: ConnectionFile, times: number): Promise<number> {
  const submit = pack((await openCorpus()).requests.find(({ type }) => type === "submit"));
  const socket = new Dealer({ linger: 0 });
  socket.connect(requests);
  const queue = new SendQueue(socket);
  for (let time = 0; time < times; time++) void queue.send(submit);
  const dispatches = new Set<string>();
  for (let time = 0; time < times; time++)
    dispatches.add(JSON.stringify(unpack((await socket.receive()).at(-1) ?? pack(0))));
  socket.close();
  return dispatches.size;
}

const count = (n: number): string => n.toLocaleString("en");

console.log(`fuzz: ${count(frames)} frames, seed ${seed}`);
const started = performance.now();
await using folder = await openFolder("fuzz");
process.env["COVALENT_DATA_DIR"] = folder.path;
// The client would start a dispatcher that crashed again, and nobody would notice.
process.env["COVALENT_COMMAND"] = JSON.stringify([process.execPath, "--eval", "process.exit(1)"]);
await using daemon = await startDaemon(folder.path, { env: { COVALENT_LISTEN: "tcp://127.0.0.1:0" } });
await using client = await openClient({ directory: folder.path, start: false });
let crashes = 0;
void daemon.ended.then(() => crashes++);

const over = new AbortController();
const dispatching = dispatchOn(over.signal);
const sent = await Promise.race([
  attack(daemon.connection),
  daemon.ended.then(async (how) => {
    const log = await readFile(join(folder.path, "dispatcher.log"), "utf8");
    throw new Error(`The dispatcher ended by ${how}.\n${log.slice(-2_000)}`);
  }),
]);
const refused = await refusedOf(client, sent.refused);
over.abort();
const dispatches = await dispatching;

assert.equal(await replaySubmit(daemon.connection, 1_000), 1, "a replayed submit is one dispatch");
// It still knows who it is, and takes a new client's work.
assert.equal((await client.ask("status", {})).pid, daemon.pid);
assert.equal(await (await ct.getResult(await ct.dispatch(sum)(1), { wait: true })).value, 4);
await assert.rejects(client.ask("snapshot", { dispatch: randomUUID() }), { code: "UNKNOWN_DISPATCH" });
const peak = await peakOf(daemon.pid);
assert.ok((peak ?? 0) < mostMemory, `the dispatcher took ${peak} bytes`);
const log = (await readFile(join(folder.path, "dispatcher.log"))).length;

const seconds = ((performance.now() - started) / 1_000).toFixed(1);
const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, n]) => `${count(n)} ${what}`)
    .join(", ");
const inAll = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, each) => sum + each, 0);
console.log(`  sent: ${listed(sent.frames)}`);
console.log(`  refused: ${listed(refused)}`);
console.log(
  `  dispatcher: at most ${peak === undefined ? "?" : Math.round(peak / 2 ** 20)} MB, ${count(log)} bytes of log`,
);
console.log(
  `fuzz: ${count(inAll(sent.frames))} frames sent, ${count(inAll(refused))} refused, ${count(sent.answers)} answered, ` +
    `${dispatches} dispatches completed meanwhile, crashes ${crashes} (${seconds} s)`,
);
