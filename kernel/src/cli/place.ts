// The options by which `install` and `uninstall` say where.

import { dirname, resolve } from "node:path";
import { isKernelName, type Place } from "../install/kernelspec.ts";
import { UsageError } from "./usage.ts";

export const placeOptions = {
  user: { type: "boolean", default: false },
  "sys-prefix": { type: "boolean", default: false },
  prefix: { type: "string" },
  name: { type: "string", default: "covalent" },
} as const;

interface PlaceValues {
  user: boolean;
  "sys-prefix": boolean;
  prefix?: string | undefined;
  name: string;
}

/** Throws UsageError when they contradict each other. */
export function placeOf(values: PlaceValues, env: NodeJS.ProcessEnv = process.env): { place: Place; name: string } {
  const given = [values.user, values["sys-prefix"], values.prefix !== undefined].filter(Boolean).length;
  if (given > 1) throw new UsageError("Choose one of --user, --sys-prefix and --prefix.");
  const name = values.name.toLowerCase();
  if (!isKernelName(name)) {
    throw new UsageError(`'${values.name}' cannot be a kernel's name: use letters, digits, '.', '-' and '_'.`);
  }
  return { place: place(values, env), name };
}

function place(values: PlaceValues, env: NodeJS.ProcessEnv): Place {
  if (values.prefix !== undefined) return { kind: "prefix", prefix: resolve(values.prefix) };
  if (!values["sys-prefix"]) return { kind: "user" };
  // That of the environment which is active; without one, the prefix that Node is installed in.
  const prefix = env["VIRTUAL_ENV"] || env["CONDA_PREFIX"] || dirname(dirname(process.execPath));
  return { kind: "prefix", prefix };
}
