// Whether a notebook is written in TypeScript, by its own metadata: only then is our kernel preferred for it.

/** As VS Code keeps notebook metadata: `metadata` is the notebook file's own; older versions wrapped it once more. */
export function isTypeScriptNotebook(metadata: Readonly<Record<string, unknown>>): boolean {
  const own = child(metadata, "metadata") ?? child(child(metadata, "custom"), "metadata");
  return languagesOf(own).some((language) => language === "typescript");
}

/** What our kernel writes into a notebook that it is chosen for. */
export const typescriptMetadata = {
  kernelspec: { display_name: "Covalent (TypeScript)", language: "typescript", name: "covalent" },
  language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" },
} as const;

const languagesOf = (own: unknown): unknown[] => [
  child(child(own, "kernelspec"), "language"),
  child(child(own, "language_info"), "name"),
];

const child = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
