// VS Code as a server: npm's `code-server` carries the real one, which needs no download from elsewhere.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { command } from "./command.ts";
import { cache } from "./places.ts";

const version = "4.139.1";
const folder = join(cache, "code-server");
const vscode = join(folder, "node_modules", "code-server", "lib", "vscode");
export const serverMain: string = join(vscode, "out", "server-main.js");

/** Installs it once; a stamp tells that it was. */
export async function installCodeServer(): Promise<void> {
  const stamp = join(folder, ".installed");
  if ((await readFile(stamp, "utf8").catch(() => "")) === version) return;
  console.log(`Installing code-server ${version} into .cache (once, about a minute)`);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
  // The own install script would compile kerberos, which needs libkrb5-dev, and much else that a local window never loads.
  const npm = ["npm", "install", "--ignore-scripts=true", "--no-audit", "--no-fund", "--loglevel=error"] as const;
  await command([...npm, "--no-save", `code-server@${version}`], { cwd: folder });
  await command([...npm, "--omit=dev"], { cwd: vscode });
  await command([...npm, "--omit=dev"], { cwd: join(vscode, "extensions") });
  // Two addons are needed: logs of extensions are written by the one, and the other ends a host that lost its server.
  await command(["npm", "rebuild", "--ignore-scripts=false", "@vscode/spdlog", "@vscode/native-watchdog"], {
    cwd: vscode,
  });
  await writeFile(stamp, version);
}

export interface CodeServer extends AsyncDisposable {
  /** "127.0.0.1:PORT" */
  readonly authority: string;
}

export interface CodeServerOptions {
  /** Settings, extensions and logs live here. */
  readonly dataDirectory: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where extensions are installed. */
  readonly extensions: string;
  readonly env: NodeJS.ProcessEnv;
  /** Lets a window's address name what is to be tested in it. Such a server shows no dialogs. */
  readonly forTests: boolean;
}

export async function openCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const { dataDirectory, settings, extensions, env, forTests } = options;
  const user = join(dataDirectory, "data", "User");
  await mkdir(user, { recursive: true });
  await writeFile(join(user, "settings.json"), JSON.stringify(settings));
  const args = [
    ...["--host", "127.0.0.1", "--port", "0"],
    ...["--server-data-dir", dataDirectory, "--extensions-dir", extensions],
    ...["--without-connection-token", "--accept-server-license-terms", "--telemetry-level", "off"],
    ...(forTests ? ["--enable-smoke-test-driver"] : []),
  ];
  const child = spawn(process.execPath, [serverMain, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  child.stderr.resume();
  // However this process ends, no server is left behind.
  const endWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const port = await portOf(child);
  return {
    authority: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      process.off("exit", endWithUs);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      const overdue = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await exited;
      clearTimeout(overdue);
    },
  };
}

/** The server says where it listens, then goes on talking: that is read, so that it never waits for us. */
async function portOf(child: ChildProcess & { stdout: NodeJS.ReadableStream }): Promise<number> {
  const said: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    said.push(line);
    const port = /listening on (\d+)/.exec(line)?.[1];
    if (port !== undefined) resolve(Number(port));
  });
  child.once("exit", (code) => reject(new Error(`code-server ended with exit code ${code}:\n${said.join("\n")}`)));
  return promise;
}
