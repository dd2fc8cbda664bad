// Bytes in a message.

import * as z from "zod";

/** Over any buffer: what a schema infers by itself would refuse a `Buffer`. */
export const Bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
