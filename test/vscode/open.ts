// Opens a VS Code with our extension on the examples, and prints its address: it runs until it is interrupted.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { installCodeServer, openCodeServer } from "./workbench/code-server.ts";
import { cache, root } from "./workbench/places.ts";
import { settings } from "./workbench/settings.ts";
import { installExtension, packExtension } from "./workbench/vsix.ts";

export async function openInteractively(): Promise<void> {
  await installCodeServer();
  const dataDirectory = join(cache, "vscode-user");
  await mkdir(dataDirectory, { recursive: true });
  const extensions = join(dataDirectory, "extensions");
  await installExtension(await packExtension(), extensions);
  const options = { dataDirectory, extensions, settings, env: process.env, forTests: false };
  await using server = await openCodeServer(options);
  console.log(`VS Code is at http://${server.authority}/?folder=${join(root, "examples")}`);
  console.log("Ctrl+C ends it.");
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  // npm passes on the signal that a terminal sends to both: the second must not end us while we clean up.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, ask);
  await asked;
}
