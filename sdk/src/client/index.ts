// What everybody who speaks with a dispatcher shares.

export { blobPath, putBlob, readBlob } from "./blobs.ts";
export { SendQueue } from "./send-queue.ts";
