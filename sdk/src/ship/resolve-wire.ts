// Values as they come over the wire: at hand, in the blob store, or to be assembled from the outputs of several electrons.

import { CovalentError } from "../errors.ts";
import type { WireValue } from "../protocol/value.ts";
import { disassemble } from "./message.ts";
import { ownClass } from "./own-classes.ts";

export interface ResolveOptions {
  directory: string;
  readBlob: (sha256: string) => Uint8Array | Promise<Uint8Array>;
  /** A class that one which arrives is to be taken for. @defaultValue one that was sent from this process */
  classOf?: ((id: string) => object | undefined) | undefined;
}

/**
 * Decodes a wire value, wherever its bytes are.
 *
 * @throws VALUE_LOST if a blob is not there, or not whole
 */
export async function resolveWire(value: WireValue, options: ResolveOptions): Promise<unknown> {
  const { directory, readBlob, classOf = ownClass } = options;
  switch (value.at) {
    case "inline":
      return disassemble(value.bytes, { directory, readBlob, classOf });
    case "blob":
      return disassemble(await readWhole(value, readBlob), { directory, readBlob, classOf });
    case "assembled": {
      const parts = new Map(value.parts);
      const fill = (node: number) => {
        const part = parts.get(node);
        if (!part) throw new TypeError(`the output of node ${node} is not among the parts of this value`);
        return resolveWire(part, options);
      };
      return disassemble(value.template, { directory, fill, readBlob, classOf });
    }
  }
}

async function readWhole(
  { sha256, size }: WireValue & { at: "blob" },
  readBlob: ResolveOptions["readBlob"],
): Promise<Uint8Array> {
  const bytes = await readBlob(sha256);
  if (bytes.byteLength === size) return bytes;
  throw new CovalentError("VALUE_LOST", { sha256, why: `it has ${bytes.byteLength} bytes where ${size} were written` });
}
