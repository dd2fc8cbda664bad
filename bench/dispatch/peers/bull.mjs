// BullMQ on a Redis of its own, with a worker process for each processor. Its flows are trees: a job has one parent at most.

import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { connect, createServer } from "node:net";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { metgOf } from "../metg.ts";

const [, , folder] = process.argv;
const { Queue, QueueEvents, FlowProducer } = createRequire(join(folder, "package.json"))("bullmq");
const workers = availableParallelism();

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function untilListening(port) {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const there = await new Promise((done) =>
      socket.once("connect", () => done(true)).once("error", () => done(false)),
    );
    socket.destroy();
    if (there) return;
    await new Promise((later) => setTimeout(later, 10));
  }
}

async function openBull() {
  const directory = await mkdtemp(join(tmpdir(), "covalent-bench-redis-"));
  const port = await freePort();
  const redis = spawn("redis-server", ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", directory], {
    stdio: "ignore",
  });
  await untilListening(port);
  const program = fileURLToPath(new URL("./bull-tasks.mjs", import.meta.url));
  const children = Array.from({ length: workers }, () => fork(program, [folder, port]));
  await Promise.all(children.map((child) => once(child, "message")));
  const connection = { host: "127.0.0.1", port, maxRetriesPerRequest: null };
  const queue = new Queue("bench", { connection });
  const flows = new FlowProducer({ connection });
  const events = new QueueEvents("bench", { connection });
  await events.waitUntilReady();

  const outputOf = async (job) => await job.waitUntilFinished(events);
  return {
    one: async (name, ...args) => outputOf(await queue.add(name, { args, children: 0 })),
    async many(calls) {
      const start = performance.now();
      const jobs = [];
      // As its own manual says: in bulks.
      for (let at = 0; at < calls.length; at += 500) {
        const bulk = calls.slice(at, at + 500).map(([name, ...args]) => ({ name, data: { args, children: 0 } }));
        jobs.push(...(await queue.addBulk(bulk)));
      }
      const values = await Promise.all(jobs.map(outputOf));
      return { ms: performance.now() - start, values };
    },
    async flow(node) {
      const start = performance.now();
      const value = await outputOf((await flows.add(node)).job);
      return { ms: performance.now() - start, value };
    },
    async close() {
      for (const it of [queue, flows, events]) await it.close();
      for (const child of children) child.disconnect();
      redis.kill();
      await once(redis, "exit");
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const leaf = (name, ...args) => ({ name, queueName: "bench", data: { args, children: 0 } });
const above = (name, ...children) => ({ name, queueName: "bench", data: { children: children.length }, children });
const chainOf = (first, names) => names.reduce((below, name) => above(name, below), first);
const quantile = (times, share) => times.toSorted((a, b) => a - b)[Math.floor(times.length * share)];
const check = (isRight) => {
  if (!isRight) throw new Error("a wrong result");
};

const shapes = {
  async "round-trip"(bull, size) {
    const times = [];
    for (let i = 0; i < size; i++) {
      const start = performance.now();
      check((await bull.one("noop", i)) === i + 1);
      times.push(performance.now() - start);
    }
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  },
  async "fan-out"(bull, size) {
    const { ms, values } = await bull.many(Array.from({ length: size }, (_, i) => ["noop", i]));
    check(values.at(-1) === size);
    return { perSecond: (size / ms) * 1_000 };
  },
  async chain(bull, size) {
    const { ms, value } = await bull.flow(chainOf(leaf("noop", 0), Array(size - 1).fill("noop")));
    check(value === size);
    return { perHop: ms / size };
  },
  async tree(bull, size) {
    let level = Array.from({ length: size }, (_, i) => leaf("noop", i));
    while (level.length > 1)
      level = Array.from({ length: level.length / 2 }, (_, at) => above("add", level[2 * at], level[2 * at + 1]));
    const { ms, value } = await bull.flow(level[0]);
    check(value === (size * (size + 1)) / 2);
    return { perSecond: ((2 * size - 1) / ms) * 1_000 };
  },
  async payload(bull, size) {
    const { ms, value } = await bull.flow(chainOf(leaf("make", size), ["carry", "carry", "carry", "sizeOf"]));
    check(value === size);
    return { perEdge: ms / 4 };
  },
  async granularity(bull, size) {
    const run = async (ms, n) => (await bull.many(Array.from({ length: n }, (_, i) => ["spin", ms, i]))).ms;
    return { metg: await metgOf(workers, run, size) };
  },
};

let bull;
for await (const line of createInterface({ input: process.stdin })) {
  const { shape, size } = JSON.parse(line);
  console.log(JSON.stringify(await answer(shape, size)));
}
await bull?.close();

async function answer(shape, size) {
  try {
    if (shape === "cold") {
      await bull?.close();
      bull = undefined;
      const start = performance.now();
      bull = await openBull();
      check((await bull.one("noop", 1)) === 2);
      return { values: { ms: performance.now() - start } };
    }
    const measure = shapes[shape];
    if (measure === undefined) return { cannot: "a job's output goes to one parent at most" };
    bull ??= await openBull();
    await bull.many(Array.from({ length: 50 }, (_, i) => ["noop", i]));
    return { values: await measure(bull, size) };
  } catch (error) {
    return { failed: String(error) };
  }
}
