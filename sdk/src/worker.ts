// What a worker process needs of the SDK before its first electron. It loads no schemas and no parser, so that a worker is
// up in a third of the time.

export { isNoSpace, keepBlob, putBlob, readBlob } from "./client/blobs.ts";
export { SendQueue } from "./client/send-queue.ts";
export { pack, unpack } from "./protocol/pack.ts";
export { runOutsideLattice, withContext } from "./trace/scope.ts";
