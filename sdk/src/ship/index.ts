// Functions and values as bytes, and back: what an electron needs to run in another process.

export { describeError } from "./describe-error.ts";
export type { Hole, Step } from "./holes.ts";
export { inlineBytes, type Keep, type ReadBlob } from "./keep.ts";
export { nameFunction } from "./named-functions.ts";
export { printValue } from "./print.ts";
export { copyProjectsTo } from "./project-here.ts";
export { classesOf, receiveFunction } from "./receive.ts";
export { resolveWire } from "./resolve-wire.ts";
export { shipFunction } from "./ship-function.ts";
export { mapStack } from "./stack-map.ts";
export { Supplied } from "./using.ts";
export { decodeValue, encodeValue } from "./values.ts";
