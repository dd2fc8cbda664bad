// The language server's wire: requests and notifications out, answers in, as JSON behind a header that says how long it is.

import type { Readable, Writable } from "node:stream";
import * as z from "zod/mini";

const Message = z.looseObject({
  id: z.optional(z.union([z.number(), z.string()])),
  /** Of a request or a notification of the server's own. */
  method: z.optional(z.string()),
  result: z.optional(z.unknown()),
  error: z.optional(z.object({ code: z.number(), message: z.string() })),
});
type Message = z.infer<typeof Message>;

/** The server will not, or cannot, answer this request; it goes on. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** "Method not found", in JSON-RPC. */
const unknownMethod = -32_601;

const headerEnd = Buffer.from("\r\n\r\n");

export class Wire {
  readonly #output: Writable;
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  #last = 0;
  #closed: Error | undefined;

  /** Listens at once. Stops when the streams end, of which their owner is to tell by `close`. */
  constructor(input: Readable, output: Writable) {
    this.#output = output;
    const messages = new Messages((body) => this.#hear(body));
    input.on("data", (bytes: Buffer) => messages.push(bytes));
  }

  /** Rejects with Refused, or with what the wire was closed with. */
  request(method: string, params: object): Promise<unknown> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    this.#last += 1;
    const asked = Promise.withResolvers<unknown>();
    this.#asked.set(this.#last, asked);
    this.#send({ id: this.#last, method, params });
    return asked.promise;
  }

  notify(method: string, params: object): void {
    if (this.#closed === undefined) this.#send({ method, params });
  }

  /** Rejects what is still asked, and all that will be. */
  close(why: Error): void {
    this.#closed ??= why;
    for (const { reject } of this.#asked.values()) reject(this.#closed);
    this.#asked.clear();
  }

  #hear(body: Buffer): void {
    const message = Message.safeParse(parseJson(body));
    if (!message.success) return;
    if (message.data.method === undefined) this.#settle(message.data);
    else if (message.data.id !== undefined) this.#answer(message.data.id, message.data.method);
  }

  #settle({ id, result, error }: Message): void {
    const asked = this.#asked.get(Number(id));
    this.#asked.delete(Number(id));
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Refused(error.message));
  }

  /** It wants to register for changes of its settings, which never change. */
  #answer(id: number | string, method: string): void {
    const known = method === "client/registerCapability";
    this.#send(known ? { id, result: null } : { id, error: { code: unknownMethod, message: `No ${method} here.` } });
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
}

/** Bytes in any pieces, as the messages that they are. */
class Messages {
  readonly #found: (body: Buffer) => void;
  #pieces: Buffer[] = [];
  #held = 0;
  /** As many bytes must be there before it is worth looking again: a long answer comes in hundreds of pieces. */
  #wanted = 0;

  constructor(found: (body: Buffer) => void) {
    this.#found = found;
  }

  push(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#held += bytes.length;
    if (this.#held < this.#wanted) return;
    let rest = this.#pieces.length === 1 ? bytes : Buffer.concat(this.#pieces);
    this.#wanted = 0;
    for (let at = rest.indexOf(headerEnd); at >= 0; at = rest.indexOf(headerEnd)) {
      const start = at + headerEnd.length;
      const end = start + Number(/content-length: *(\d+)/i.exec(rest.toString("latin1", 0, at))?.[1] ?? 0);
      this.#wanted = end;
      if (rest.length < end) break;
      this.#found(rest.subarray(start, end));
      rest = rest.subarray(end);
      this.#wanted = 0;
    }
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
