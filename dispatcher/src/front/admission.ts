// Admits to the sockets of one ZeroMQ context only who has a key that is known: ZAP, https://rfc.zeromq.org/spec/27.

import { timingSafeEqual } from "node:crypto";
import { type Context, Reply } from "zeromq";
import { keyBytes } from "./keys.ts";

const version = "1.0";

/** ZeroMQ asks at this address before it lets anybody in. Opened before the first socket of the context is bound. */
export async function openAdmission(context: Context, known: readonly string[]): Promise<AsyncDisposable> {
  const keys = known.map(keyBytes);
  const socket = new Reply({ context, linger: 0 });
  await socket.bind("inproc://zeromq.zap.01");

  const isKnown = (mechanism: Buffer | undefined, key: Buffer | undefined): boolean =>
    mechanism?.toString() === "CURVE" &&
    key !== undefined &&
    keys.some((one) => one.length === key.length && timingSafeEqual(one, key));

  const admitting = (async () => {
    for await (const [, id = "", , , , mechanism, key] of socket) {
      const verdict = isKnown(mechanism, key) ? ["200", "OK"] : ["400", "unknown key"];
      // The user's name and their attributes, of which there are none.
      await socket.send([version, id, ...verdict, "", ""]);
    }
  })();

  return {
    async [Symbol.asyncDispose]() {
      if (!socket.closed) socket.close();
      await admitting;
    },
  };
}
