// Errors that came over the wire, as errors that can be thrown again.

import type { WireError } from "covalent-ts/protocol";
import { CovalentError, type ErrorCode, errorCodes } from "../errors.ts";

const isCode = (code: string | undefined): code is ErrorCode =>
  code !== undefined && (errorCodes as readonly string[]).includes(code);

/** What the language itself throws, so that `instanceof TypeError` holds on this side too. */
const languageErrors: Record<string, ErrorConstructor> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/**
 * The error that the other side described: with its name, message, stack and cause. One of ours is a `CovalentError` again,
 * with code, facts and remedy.
 */
export function errorFromWire(wire: WireError): Error {
  const Thrown = languageErrors[wire.name] ?? Error;
  const error = new Thrown(wire.message, wire.cause === undefined ? undefined : { cause: errorFromWire(wire.cause) });
  if (isCode(wire.code)) CovalentError.revive(error, wire.code, wire.remedy ?? "", wire.about ?? {});
  Object.defineProperty(error, "name", { value: wire.name, configurable: true, writable: true });
  // Where it was made again here says nothing.
  error.stack = wire.stack || `${wire.name}: ${wire.message}`;
  return error;
}
