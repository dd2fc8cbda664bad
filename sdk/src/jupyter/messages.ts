// Messages of the Jupyter protocol, 5.5: the parts that all have.

import * as z from "zod/mini";

export type Channel = "shell" | "control" | "iopub" | "stdin";

/** The protocol that we speak, of https://jupyter-client.readthedocs.io/en/stable/messaging.html. */
export const jupyterProtocol = "5.5";

/** Loose, because a reply repeats its request's header with whatever the client put there. */
export const Header = z.looseObject({
  msg_id: z.string(),
  msg_type: z.string(),
  /** Who sent it: a client, or a kernel; a kernel has another after each start. */
  session: z._default(z.string(), ""),
  username: z._default(z.string(), ""),
  /** ISO 8601. */
  date: z._default(z.string(), ""),
  version: z._default(z.string(), jupyterProtocol),
});
export type Header = z.infer<typeof Header>;

const Dictionary = z.record(z.string(), z.unknown());
export type Dictionary = z.infer<typeof Dictionary>;

/** The four signed parts. */
export const MessageParts = z.object({
  header: Header,
  /** Header of the request that this belongs to; empty if there is none. */
  parent_header: z.union([Header, Dictionary]),
  metadata: Dictionary,
  content: Dictionary,
});

export interface JupyterMessage extends z.infer<typeof MessageParts> {
  channel: Channel;
  buffers: Uint8Array[];
}

/** The `msg_id` of the request that this message belongs to. */
export function parentOf(message: JupyterMessage): string | undefined {
  const id = message.parent_header["msg_id"];
  return typeof id === "string" ? id : undefined;
}
