// What everybody who speaks with a dispatcher shares.

export { makeYoung } from "../make-young.ts";
export { leaseName } from "./blob-lease.ts";
export { blobPath, isNoSpace, keepBlob, putBlob, readBlob } from "./blobs.ts";
export { type Client, type ClientOptions, openClient } from "./client.ts";
export { type Sighting, sightDispatcher } from "./connection.ts";
export { Frames } from "./frames.ts";
export { lives } from "./lives.ts";
export { SendQueue } from "./send-queue.ts";
export { sharedClient } from "./shared.ts";
export { startDispatcher } from "./start.ts";
export { errorFromWire } from "./wire-error.ts";
