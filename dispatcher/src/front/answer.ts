// Reads a request's bytes, asks its handler, and says in bytes what came of it. Whatever the bytes are, nothing is thrown.

import { CovalentError } from "covalent-ts/errors";
import {
  type AnswerEnvelope,
  type Ask,
  type Get,
  misfitOf,
  pack,
  protocolVersion,
  RequestEnvelope,
  type RequestType,
  requests,
  unpack,
  type WireError,
} from "covalent-ts/protocol";
import type { Logger } from "pino";
import * as z from "zod";
import type { Refusals } from "../refusals.ts";
import { wireError } from "../store/words.ts";
import type { Handlers, UnderWay } from "./handlers.ts";
import { isWellFormed } from "./well-formed.ts";

/** What an answer needs at least: whose it is. */
const Addressed = z.object({ id: z.number().int(), v: z.unknown().optional() });

export interface Answerer {
  /** The answer's bytes; undefined when the request cannot even be told apart from noise. */
  answer(request: Uint8Array, underWay: UnderWay): Promise<Uint8Array | undefined>;
}

/** What an error that is none of ours means, where that is known. */
export type Explain = (error: unknown) => CovalentError | undefined;

export function answerer(
  handlers: Handlers,
  refusals: Refusals,
  log: Logger,
  explain: Explain = () => undefined,
): Answerer {
  return {
    async answer(request, underWay) {
      const message = read(request);
      if (message === undefined) {
        refusals.count("requests", { bytes: request.byteLength, why: "it is no request" });
        return undefined;
      }
      const { id } = message;
      try {
        const get = await ask(handlers, message.message, underWay);
        return packAnswer({ v: protocolVersion, id, answer: { ok: true, get } });
      } catch (error) {
        if (isRefusal(error)) refusals.count("requests", { err: error });
        else if (!(error instanceof CovalentError)) log.error({ err: error }, "request failed");
        return packAnswer({ v: protocolVersion, id, answer: { ok: false, error: inWords(explain(error) ?? error) } });
      }
    },
  };
}

const packAnswer = (answer: AnswerEnvelope): Uint8Array => pack(answer);

function read(request: Uint8Array): { id: number; message: unknown } | undefined {
  if (!isWellFormed(request)) return undefined;
  let message: unknown;
  try {
    message = unpack(request);
  } catch {
    return undefined;
  }
  const addressed = Addressed.safeParse(message);
  return addressed.success ? { id: addressed.data.id, message } : undefined;
}

async function ask(handlers: Handlers, message: unknown, underWay: UnderWay): Promise<unknown> {
  const { v } = Addressed.parse(message);
  if (v !== protocolVersion) {
    throw new CovalentError("VERSION_MISMATCH", { ours: protocolVersion, theirs: String(v) });
  }
  const envelope = RequestEnvelope.safeParse(message);
  if (!envelope.success) throw badMessage("request", envelope.error);
  const { type, ask } = envelope.data;
  if (!isRequestType(type))
    throw new CovalentError("BAD_MESSAGE", { message: type, field: "there is no such request" });
  return handle(handlers, type, ask, underWay);
}

function handle<T extends RequestType>(
  handlers: Handlers,
  type: T,
  ask: unknown,
  underWay: UnderWay,
): Get<T> | Promise<Get<T>> {
  const parsed = requests[type].ask.safeParse(ask);
  if (!parsed.success) throw badMessage(type, parsed.error);
  // The schema of that very request has read it; TypeScript does not follow an index through a table of schemas.
  return handlers[type](parsed.data as Ask<T>, underWay);
}

const isRequestType = (type: string): type is RequestType => Object.hasOwn(requests, type);

const badMessage = (message: string, error: z.ZodError): CovalentError =>
  new CovalentError("BAD_MESSAGE", { message, field: misfitOf(error) });

const isRefusal = (error: unknown): boolean =>
  error instanceof CovalentError && (error.code === "BAD_MESSAGE" || error.code === "VERSION_MISMATCH");

function inWords(error: unknown): WireError {
  if (error instanceof CovalentError) return wireError(error);
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  return { name, message, stack: "" };
}
