// Names and amounts of resources, as people write them.

export const isResourceName = (name: string): boolean => /^[\w-]{1,64}$/.test(name);

/** Bytes of "512MB", "2 GiB", "1.5GB"; undefined for what is no such text. */
export function bytesOf(text: string): number | undefined {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?\s*$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const [letter = "", binary] = (unit ?? "").toLowerCase();
  return Math.round(Number(amount) * (binary ? 1_024 : 1_000) ** ("kmgt".indexOf(letter || " ") + 1));
}
