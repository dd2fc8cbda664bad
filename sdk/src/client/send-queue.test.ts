// One send at a time, in order: what a bare zeromq.js socket refuses.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Dealer, Router } from "zeromq";
import { SendQueue } from "./send-queue.ts";

describe("a send queue", () => {
  it("brings every message over, in order, when nobody awaits", async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "send-queue-"));
    const router = new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 });
    const dealer = new Dealer({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 });
    t.after(async () => {
      router.close();
      dealer.close();
      await rm(directory, { recursive: true });
    });
    await router.bind(`ipc://${directory}/s`);
    dealer.connect(`ipc://${directory}/s`);
    const queue = new SendQueue(dealer);
    const many = Array.from({ length: 5_000 }, (_, n) => String(n));

    for (const text of many) void queue.send(text);
    const received: string[] = [];
    while (received.length < many.length) received.push(String((await router.receive())[1]));

    assert.deepEqual(received, many);
    assert.equal(queue.waiting, 0);
  });

  it("tells the sender of a refused message, and goes on with the next", async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "send-queue-"));
    const router = new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0, mandatory: true });
    const dealer = new Dealer({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0, routingId: "known" });
    t.after(async () => {
      router.close();
      dealer.close();
      await rm(directory, { recursive: true });
    });
    await router.bind(`ipc://${directory}/s`);
    dealer.connect(`ipc://${directory}/s`);
    await dealer.send("hello");
    await router.receive();
    const queue = new SendQueue(router);

    const refused = queue.send(["nobody", "lost"]);
    const taken = queue.send(["known", "found"]);

    await assert.rejects(refused, { code: "EHOSTUNREACH" });
    await taken;
    assert.deepEqual((await dealer.receive()).map(String), ["found"]);
  });
});
