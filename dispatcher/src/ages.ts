// Ages and sizes as a person writes them: "30d", "12h", "20GB".

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
const sizes = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 } as const;

const isUnit = (text: string): text is keyof typeof units => Object.hasOwn(units, text);
const isSize = (text: string): text is keyof typeof sizes => Object.hasOwn(sizes, text);

/** In milliseconds; undefined if it is none. */
export function parseAge(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text.trim()) ?? [];
  return amount !== undefined && isUnit(unit) ? Number(amount) * units[unit] : undefined;
}

/** In bytes; undefined if it is none. */
export function parseSize(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*([kmgt]b)$/i.exec(text.trim()) ?? [];
  const size = unit.toUpperCase();
  return amount !== undefined && isSize(size) ? Number(amount) * sizes[size] : undefined;
}
