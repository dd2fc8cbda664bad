// A fresh process: receives one function on its standard input, calls it, and compares there what it returns.

import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { ShippedFunction, unpack } from "covalent-ts/protocol";
import { decodeValue, mapStack, receiveFunction } from "covalent-ts/ship";
import * as z from "zod";

const Work = z.object({ shipped: ShippedFunction, expected: z.instanceof(Uint8Array), directory: z.string() });
const { shipped, expected, directory } = Work.parse(unpack(await buffer(process.stdin)));
try {
  const fn = await receiveFunction(shipped, { directory });
  assert.deepEqual(await fn(), await decodeValue(expected, { directory }));
} catch (error) {
  console.error(error instanceof Error ? mapStack(String(error.stack)) : error);
  process.exitCode = 1;
}
