// A fresh process: reads what a serializer wrote of a case's function, calls it, and compares what it returns.

import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { serializerOf } from "./serializers.ts";

const [name = "", expected = ""] = process.argv.slice(2);
const { read } = serializerOf(name);
const fn = await read(await buffer(process.stdin));
assert.deepEqual(await fn(), JSON.parse(expected));
