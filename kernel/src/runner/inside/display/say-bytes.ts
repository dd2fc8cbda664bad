// Sizes, as a person says them.

const units = ["bytes", "kB", "MB", "GB"];

/** "812 bytes", "1.4 MB" */
export function sayBytes(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1_000 ** step).toPrecision(step === 0 ? 3 : 2))} ${units[step]}`;
}
