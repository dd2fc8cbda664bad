// The extension host of a window, as a test uses it: a function is sent there, runs with `vscode`, and its result comes back.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type * as vscode from "vscode";
import { root } from "./places.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

export interface Host extends AsyncDisposable {
  /** The function is sent as text: it can use its arguments, and nothing else from here. */
  evaluate<A extends Json[], R>(run: (api: typeof vscode, ...args: A) => R | PromiseLike<R>, ...args: A): Promise<R>;
}

/** What a window's address has to name so that its host connects to us. */
export interface HostDoor extends AsyncDisposable {
  readonly testModule: string;
  /** Resolves when the host has connected. */
  readonly host: Promise<Host>;
}

export async function openHostDoor(): Promise<HostDoor> {
  const path = join(tmpdir(), `covalent-bridge-${randomUUID().slice(0, 8)}`);
  const socketPath = process.platform === "win32" ? `\\\\.\\pipe\\${path}` : `${path}.sock`;
  const testModule = `${path}.cjs`;
  const bridge = join(root, "test", "vscode", "bridge", "bridge.cjs");
  await writeFile(
    testModule,
    `exports.run = () => require(${JSON.stringify(bridge)}).run(${JSON.stringify(socketPath)});`,
  );
  const server = createServer();
  server.listen(socketPath);
  await once(server, "listening");
  const host = once(server, "connection").then(([socket]) => hostAt(socket as Socket));
  return {
    testModule,
    host,
    async [Symbol.asyncDispose]() {
      server.close();
      await rm(testModule, { force: true });
    },
  };
}

function hostAt(socket: Socket): Host {
  let lastId = 0;
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  createInterface({ input: socket }).on("line", (line) => {
    const { id, value, error } = JSON.parse(line);
    const it = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) it?.resolve(value as never);
    else it?.reject(new Error(error));
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    for (const it of waiting.values()) it.reject(new Error("The extension host has ended."));
  });
  return {
    evaluate(run, ...args) {
      lastId += 1;
      const id = lastId;
      socket.write(`${JSON.stringify({ id, source: String(run), args })}\n`);
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
    },
  };
}
