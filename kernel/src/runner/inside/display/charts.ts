// Charts: specifications of Vega-Lite and Vega, by their schema, and what builds one.

import type { Bundle } from "./bundle.ts";
import { dataOf, methodOf } from "./members.ts";

export const vegaLiteMime = "application/vnd.vegalite.v5+json";

export function chartOf(value: object): Bundle | undefined {
  return specBundle(value) ?? specBundle(methodOf(value, "toSpec")?.() ?? methodOf(value, "toObject")?.());
}

function specBundle(spec: unknown): Bundle | undefined {
  if (typeof spec !== "object" || spec === null) return undefined;
  const [, language] = /\/schema\/(vega-lite|vega)\//.exec(String(dataOf(spec, "$schema") ?? "")) ?? [];
  if (language === undefined) return undefined;
  return language === "vega"
    ? { "application/vnd.vega.v5+json": spec, "text/plain": "[Vega chart]" }
    : { [vegaLiteMime]: spec, "text/plain": "[Vega-Lite chart]" };
}
