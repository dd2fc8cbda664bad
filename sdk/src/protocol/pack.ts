// Messages as bytes: MessagePack, in which byte arrays stay byte arrays.

import { Packr } from "msgpackr";

// Records would make a message readable only by a peer that saw the ones before it.
const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: false, int64AsType: "number" });

export const pack = (message: unknown): Uint8Array => packr.pack(message);

/** What the bytes say. It is a stranger's word until a schema has read it. Throws on what is no MessagePack. */
export const unpack = (bytes: Uint8Array): unknown => packr.unpack(bytes);
