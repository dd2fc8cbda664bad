// Jupyter messages as ZeroMQ frames: identities, delimiter, signature, four JSON parts, buffers.

import { createHmac, timingSafeEqual } from "node:crypto";
import { misfitOf } from "../protocol/misfit.ts";
import { type Channel, type JupyterMessage, MessageParts } from "./messages.ts";

const delimiter = Buffer.from("<IDS|MSG>");

/** What came in on a socket: a message, or why it is none. */
export type Received =
  | { ok: true; identities: Uint8Array[]; message: JupyterMessage; signature: string }
  | { ok: false; why: "no delimiter" | "too short" | "wrong signature" | "malformed"; detail: string };

/** The frames to send, after those that say to whom. */
export function encodeMessage(message: JupyterMessage, key: string): Uint8Array[] {
  const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [delimiter, Buffer.from(sign(parts, key)), ...parts, ...message.buffers];
}

/** Nothing of a message is parsed before its signature was found right. */
export function decodeMessage(frames: readonly Uint8Array[], key: string, channel: Channel): Received {
  const start = frames.findIndex((frame) => delimiter.equals(frame));
  if (start < 0) return { ok: false, why: "no delimiter", detail: `${frames.length} frames` };
  const [signature, ...rest] = frames.slice(start + 1);
  const parts = rest.slice(0, 4);
  if (signature === undefined || parts.length < 4) {
    return { ok: false, why: "too short", detail: `${frames.length} frames` };
  }
  if (key !== "" && !isSame(signature, Buffer.from(sign(parts, key)))) {
    return { ok: false, why: "wrong signature", detail: `${signature.byteLength} bytes` };
  }
  try {
    const [header, parent_header, metadata, content] = parts.map((part) => JSON.parse(Buffer.from(part).toString()));
    const parsed = MessageParts.parse({ header, parent_header, metadata, content });
    return {
      ok: true,
      identities: frames.slice(0, start),
      message: { ...parsed, channel, buffers: rest.slice(4) },
      signature: Buffer.from(signature).toString(),
    };
  } catch (error) {
    return { ok: false, why: "malformed", detail: misfitOf(error) };
  }
}

function sign(parts: readonly Uint8Array[], key: string): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** In a time that does not tell how much of the signature was right. */
const isSame = (given: Uint8Array, right: Uint8Array): boolean =>
  given.byteLength === right.byteLength && timingSafeEqual(given, right);
