// MurmurHash2: how Jupyter's front ends name the file of a cell by its text.

const multiplier = 0x5bd1e995;

const mixed = (word: number): number => {
  const k = Math.imul(word, multiplier);
  return Math.imul(k ^ (k >>> 24), multiplier);
};

/** Of the text's UTF-8, as an unsigned number of 32 bits. */
export function murmur2(text: string, seed: number): number {
  const bytes = Buffer.from(text);
  let hash = seed ^ bytes.length;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) hash = Math.imul(hash, multiplier) ^ mixed(bytes.readInt32LE(at));
  if (at < bytes.length) hash = Math.imul(hash ^ bytes.readUIntLE(at, bytes.length - at), multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return (hash ^ (hash >>> 15)) >>> 0;
}
