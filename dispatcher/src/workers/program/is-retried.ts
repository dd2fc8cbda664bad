// Whether an electron's `retries.on` names what it threw.

import type { ToWorker } from "covalent-ts/protocol";
import type { Functions } from "./functions.ts";

type Run = Extract<ToWorker, { type: "run" }>;

/** Nothing where the electron does not choose. Never rejects: a function that fails to say yes has said no, and prints why. */
export async function isRetried(
  run: Pick<Run, "retryOn" | "dispatch" | "directory">,
  thrown: unknown,
  functions: Pick<Functions, "get">,
): Promise<{ retry?: boolean }> {
  const { retryOn } = run;
  if (retryOn === undefined) return {};
  if (!("fn" in retryOn)) return { retry: namesOf(thrown).some((name) => retryOn.includes(name)) };
  try {
    const isWanted = await functions.get(retryOn.fn, run);
    return { retry: Boolean(await isWanted(thrown)) };
  } catch (cause) {
    console.error("retries.on failed, so that this is not tried again:", cause);
    return { retry: false };
  }
}

/** Its name, its code, and the classes that it is made of. */
function namesOf(thrown: unknown): string[] {
  const names: unknown[] = [];
  try {
    if (typeof thrown !== "object" || thrown === null) return ["Error"];
    if ("name" in thrown) names.push(thrown.name);
    if ("code" in thrown) names.push(thrown.code);
    for (let made: unknown = Object.getPrototypeOf(thrown); made; made = Object.getPrototypeOf(made)) {
      const maker = Object.getOwnPropertyDescriptor(made, "constructor")?.value;
      if (typeof maker === "function" && maker !== Object) names.push(maker.name);
    }
  } catch {
    // A getter or a proxy of the author's; what was found until then has to do.
  }
  return names.filter((name) => typeof name === "string");
}
