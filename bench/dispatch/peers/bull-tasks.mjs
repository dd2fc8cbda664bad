// The worker process of BullMQ's contestant. Jobs call functions by name, on their own data or on their children's outputs.

import { createRequire } from "node:module";

const [, , folder, port] = process.argv;
const { Worker } = createRequire(`${folder}/package.json`)("bullmq");

const noop = (x) => x + 1;
const functions = {
  noop,
  add: (x, y) => x + y,
  // BullMQ keeps values as JSON: bytes travel as text.
  make: (size) => "1".repeat(size),
  carry: (data) => (data === "" ? data : `2${data.slice(1)}`),
  sizeOf: (data) => data.length,
  spin(milliseconds, i) {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
    return i;
  },
};

const connection = { host: "127.0.0.1", port: Number(port), maxRetriesPerRequest: null };
const worker = new Worker(
  "bench",
  async (job) => {
    const { args, children } = job.data;
    const values = children > 0 ? Object.values(await job.getChildrenValues()) : args;
    return functions[job.name](...values);
  },
  { connection, concurrency: 100 },
);
worker.on("error", () => {});
await worker.waitUntilReady();
process.send("ready");
process.on("disconnect", () => process.exit());
