// The language server's wire, however its bytes are cut.

import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Refused, Wire } from "./wire.ts";

const framed = (message: object): Buffer => {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\nContent-Type: x\r\n\r\n`), body]);
};

describe("the wire to a language server", () => {
  it("brings each answer to its question, however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 })), async (sizes) => {
        const input = new PassThrough();
        const wire = new Wire(input, new PassThrough());
        const [first, second] = [wire.request("a", {}), wire.request("b", {})];
        const bytes = Buffer.concat([
          framed({ method: "window/logMessage", params: { message: "👩‍🔬" } }),
          framed({ id: 2, result: { text: "é\r\n\r\nContent-Length: 3" } }),
          framed({ id: 1, error: { code: -32603, message: "no" } }),
        ]);

        let start = 0;
        for (const size of sizes) {
          input.write(bytes.subarray(start, start + size));
          start += size;
        }
        input.write(bytes.subarray(start));

        assert.deepEqual(await second, { text: "é\r\n\r\nContent-Length: 3" });
        await assert.rejects(first, new Refused("no"));
      }),
    );
  });

  it("answers what the server asks, and refuses what it does not know", async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    new Wire(input, output);

    input.write(framed({ id: "ts1", method: "client/registerCapability", params: {} }));
    input.write(framed({ id: 7, method: "workspace/configuration", params: {} }));
    await new Promise(setImmediate);

    assert.equal(
      String(output.read()),
      'Content-Length: 42\r\n\r\n{"jsonrpc":"2.0","id":"ts1","result":null}' +
        'Content-Length: 93\r\n\r\n{"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"No workspace/configuration here."}}',
    );
  });

  it("rejects what is asked, and what will be, once it is closed", async () => {
    const wire = new Wire(new PassThrough(), new PassThrough());
    const asked = wire.request("a", {});

    wire.close(new Error("gone"));

    await assert.rejects(asked, /gone/);
    await assert.rejects(wire.request("b", {}), /gone/);
  });
});
