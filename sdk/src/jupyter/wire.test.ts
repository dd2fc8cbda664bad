// Frames to messages and back, and what is refused.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import type { JupyterMessage } from "./messages.ts";
import { decodeMessage, encodeMessage } from "./wire.ts";

const key = "secret";
const header = { msg_id: "m1", msg_type: "execute_request", session: "s", username: "u", date: "", version: "5.5" };
const message: JupyterMessage = {
  channel: "shell",
  header,
  parent_header: {},
  metadata: { cellId: "c" },
  content: { code: "1 + 1 // 👩‍🔬" },
  buffers: [Buffer.from([1, 2])],
};
const delimiter = Buffer.from("<IDS|MSG>");

/** Frames as any other client would write them. */
function framesOf(parts: string[], signedWith = key): Buffer[] {
  const hmac = createHmac("sha256", signedWith);
  for (const part of parts) hmac.update(part);
  return [Buffer.from("peer"), delimiter, Buffer.from(hmac.digest("hex")), ...parts.map((part) => Buffer.from(part))];
}

describe("a message on the wire", () => {
  it("comes out as it went in, with who sent it and its buffers", () => {
    const frames = encodeMessage(message, key);
    const received = decodeMessage([Buffer.from("peer"), ...frames], key, "shell");

    const signature = String(frames[1]);
    assert.deepEqual(received, { ok: true, identities: [Buffer.from("peer")], message, signature });
  });

  it("is understood without a signature when there is no key", () => {
    const received = decodeMessage(encodeMessage(message, ""), "", "shell");

    assert.equal(received.ok, true);
  });

  it("keeps fields of a header that we do not know", () => {
    const own = JSON.stringify({ ...header, subshell_id: "sub" });

    const received = decodeMessage(framesOf([own, "{}", "{}", "{}"]), key, "shell");

    assert.equal(received.ok && received.message.header["subshell_id"], "sub");
  });
});

describe("frames that are refused", () => {
  const cases: [string, Buffer[], string][] = [
    ["signed with another key", framesOf([JSON.stringify(header), "{}", "{}", "{}"], "guess"), "wrong signature"],
    [
      "signed wrongly, before anything of it is parsed",
      framesOf(["not json", "{}", "{}", "{}"], "x"),
      "wrong signature",
    ],
    [
      "with a signature cut short",
      [delimiter, Buffer.from("00"), ...Array(4).fill(Buffer.from("{}"))],
      "wrong signature",
    ],
    ["without a delimiter", [Buffer.from("hello")], "no delimiter"],
    ["with parts missing", [delimiter, Buffer.from(""), Buffer.from("{}")], "too short"],
    ["that hold no JSON", framesOf(["{", "{}", "{}", "{}"]), "malformed"],
    ["whose header names no type", framesOf(["{}", "{}", "{}", "{}"]), "malformed"],
  ];
  for (const [what, frames, why] of cases) {
    it(`are those ${what}`, () => {
      const received = decodeMessage(frames, key, "shell");

      assert.equal(received.ok ? "taken" : received.why, why);
    });
  }
});
