// All that a test of the workbench needs: VS Code with our extension installed, a browser, a folder of notebooks, a data directory.

import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openClient } from "covalent-ts/client";
import { CovalentError } from "covalent-ts/errors";
import { launchChromium } from "./chromium.ts";
import { type CodeServer, installCodeServer, openCodeServer } from "./code-server.ts";
import { cache, root } from "./places.ts";
import { settings } from "./settings.ts";
import { installExtension, packExtension } from "./vsix.ts";
import { type HostedWindow, openHostedWindow, openWindow, type Window } from "./window.ts";

export interface Rig extends AsyncDisposable {
  /** A copy of the examples and of our own notebooks, from which the packages of the repository are found. */
  readonly folder: string;
  /** Of the dispatcher. */
  readonly dataDirectory: string;
  openWindow(): Promise<Window>;
  openHostedWindow(): Promise<HostedWindow>;
}

export async function openRig(): Promise<Rig> {
  await installCodeServer();
  const vsix = await packExtension();
  const user = await mkdtemp(join(tmpdir(), "covalent-vscode-"));
  const dataDirectory = await mkdtemp(join(tmpdir(), "covalent-data-"));
  const extensions = join(user, "extensions");
  await installExtension(vsix, extensions);

  // Within the repository, because a notebook finds its packages in the folders above it.
  const folder = join(cache, "vscode-workspace");
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(folder, { recursive: true });
  for (const from of [join(root, "examples"), join(root, "test", "vscode", "notebooks")])
    await cp(from, folder, { recursive: true });

  const env = { ...process.env, COVALENT_DATA_DIR: dataDirectory };
  const serve = (name: string, forTests: boolean): Promise<CodeServer> =>
    openCodeServer({ dataDirectory: join(user, name), extensions, settings, env, forTests });
  const server = await serve("plain", false);
  const testServer = await serve("tests", true);
  const browser = await launchChromium();
  return {
    folder,
    dataDirectory,
    openWindow: () => openWindow({ server, browser, folder }),
    openHostedWindow: () => openHostedWindow({ server: testServer, browser, folder }),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server[Symbol.asyncDispose]();
      await testServer[Symbol.asyncDispose]();
      await stopDispatcher(dataDirectory);
      await rm(user, { recursive: true, force: true, maxRetries: 5 });
      await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The dispatcher that the windows started outlives them, as it should. */
export async function stopDispatcher(directory: string): Promise<void> {
  try {
    await using client = await openClient({ directory, start: false });
    await client.ask("stop", {});
  } catch (error) {
    if (!(error instanceof CovalentError && error.code === "DISPATCHER_NOT_RUNNING")) throw error;
  }
}
