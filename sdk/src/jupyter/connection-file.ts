// The connection file of a Jupyter kernel: where its five sockets are, and the key that its messages are signed with.

import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";

const Port = z.int().check(z.minimum(0), z.maximum(65_535));

export const KernelConnection = z.object({
  transport: z._default(z.enum(["tcp", "ipc"]), "tcp"),
  /** An address for `tcp`; for `ipc` the path that every socket's name starts with. */
  ip: z.string(),
  shell_port: Port,
  control_port: Port,
  iopub_port: Port,
  stdin_port: Port,
  hb_port: Port,
  /** Empty: messages are not signed. */
  key: z.string(),
  signature_scheme: z._default(z.literal("hmac-sha256"), "hmac-sha256"),
  kernel_name: z.optional(z.string()),
});
export type KernelConnection = z.infer<typeof KernelConnection>;

export type SocketName = "shell" | "control" | "iopub" | "stdin" | "hb";
export const socketNames: readonly SocketName[] = ["shell", "control", "iopub", "stdin", "hb"];

/** What ZeroMQ binds or connects that socket to. */
export function endpointOf(connection: KernelConnection, socket: SocketName): string {
  const port = connection[`${socket}_port`];
  return connection.transport === "ipc" ? `ipc://${connection.ip}-${port}` : `tcp://${connection.ip}:${port}`;
}

/** Rejects with the file system's error, or a ZodError that names the field. */
export async function readConnectionFile(path: string): Promise<KernelConnection> {
  return KernelConnection.parse(JSON.parse(await readFile(path, "utf8")));
}

/**
 * Where a kernel that is about to be started should listen: sockets in a folder that only this user can enter, or, where
 * there are no Unix sockets, ports of the loopback that were free a moment ago.
 */
export async function newConnection(kernelName?: string): Promise<KernelConnection> {
  const shared = {
    key: randomBytes(32).toString("hex"),
    signature_scheme: "hmac-sha256",
    ...(kernelName === undefined ? {} : { kernel_name: kernelName }),
  } as const;
  if (process.platform === "win32") {
    return { ...shared, transport: "tcp", ip: "127.0.0.1", ...portsOf(await freePorts(socketNames.length)) };
  }
  await mkdir(tmpdir(), { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), "covalent-kernel-"));
  return { ...shared, transport: "ipc", ip: join(folder, "k"), ...portsOf([1, 2, 3, 4, 5]) };
}

function portsOf(ports: readonly number[]) {
  const [shell_port = 0, control_port = 0, iopub_port = 0, stdin_port = 0, hb_port = 0] = ports;
  return { shell_port, control_port, iopub_port, stdin_port, hb_port };
}

/** All are held at the same time, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

const listenAnywhere = (): Promise<Server> =>
  new Promise((listening, refused) => {
    const server = createServer();
    server.once("error", refused);
    server.listen(0, "127.0.0.1", () => listening(server));
  });
