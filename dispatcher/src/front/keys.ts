// The keys of a dispatcher that listens on a network, and of those who may speak with it: made once for a data directory.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { curveKeyPair } from "zeromq";
import * as z from "zod";

/** As text: ZeroMQ's Z85, 40 characters a key. */
const Pair = z.object({ publicKey: z.string().length(40), secretKey: z.string().length(40) });
const Keys = z.object({ server: Pair, client: Pair });
export type Keys = z.infer<typeof Keys>;

/** Reads them, or makes new ones where there are none that can be read. Only their owner can. */
export async function openKeys(directory: string): Promise<Keys> {
  const path = join(directory, "keys.json");
  try {
    return Keys.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    const keys: Keys = { server: curveKeyPair(), client: curveKeyPair() };
    await writeFile(path, JSON.stringify(keys), { mode: 0o600 });
    return keys;
  }
}

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/** A key's 32 bytes, as ZeroMQ's authentication names it. */
export function keyBytes(key: string): Buffer {
  const bytes = Buffer.alloc((key.length / 5) * 4);
  for (let group = 0; group < key.length / 5; group += 1) {
    const digits = [...key.slice(group * 5, group * 5 + 5)];
    bytes.writeUInt32BE(
      digits.reduce((sum, digit) => sum * 85 + alphabet.indexOf(digit), 0),
      group * 4,
    );
  }
  return bytes;
}
