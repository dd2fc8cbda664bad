// Values as they come over the wire: at hand, in the blob store, or to be assembled from the outputs of several electrons.

import type { WireValue } from "../protocol/value.ts";
import { disassemble } from "./message.ts";

export interface ResolveOptions {
  directory: string;
  readBlob: (sha256: string) => Uint8Array | Promise<Uint8Array>;
}

/** Decodes a wire value, wherever its bytes are. */
export async function resolveWire(value: WireValue, options: ResolveOptions): Promise<unknown> {
  const { directory, readBlob } = options;
  switch (value.at) {
    case "inline":
      return disassemble(value.bytes, { directory, readBlob });
    case "blob":
      return disassemble(await readBlob(value.sha256), { directory, readBlob });
    case "assembled": {
      const parts = new Map(value.parts);
      const fill = (node: number) => {
        const part = parts.get(node);
        if (!part) throw new TypeError(`the output of node ${node} is not among the parts of this value`);
        return resolveWire(part, options);
      };
      return disassemble(value.template, { directory, fill, readBlob });
    }
  }
}
