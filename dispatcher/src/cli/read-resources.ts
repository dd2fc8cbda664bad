// What a command was given as the resources that electrons may ask for.

import { parseResources } from "../executors/resources.ts";
import { CallError } from "./command.ts";

export function readResources(option: string, text: string): Record<string, number> {
  const resources = parseResources(text);
  if (resources !== undefined) return resources;
  throw new CallError(
    `${option} takes amounts by name, like gpu=1,memory=8GB, and was given '${text}'. How many CPUs there are, --workers says.`,
  );
}
