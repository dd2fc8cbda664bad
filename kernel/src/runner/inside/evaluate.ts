// Runs code at the top level of this process, as the REPL of a browser's tools does.

import { type Runtime, Session } from "node:inspector";

export type Evaluated = { threw: false; value: unknown } | { threw: true; thrown: unknown };

const handover = Symbol.for("covalent-ts.handover");
const session = new Session();
session.connect();

/**
 * V8's REPL mode brings top-level `await`, redeclaration, and bindings that functions of earlier cells see change. The
 * promise never settles if the execution is terminated.
 */
export function evaluate(code: string, scriptName: string): Promise<Evaluated> {
  const { promise, resolve } = Promise.withResolvers<Evaluated>();
  // `replMode` is missing in Node's types.
  const parameters: Runtime.EvaluateParameterType & { replMode: boolean } = {
    expression: `${code}\n//# sourceURL=${scriptName}`,
    replMode: true,
    awaitPromise: true,
    // `silent` would hide exceptions from a debugger.
    objectGroup: scriptName,
  };
  session.post("Runtime.evaluate", parameters, (error, outcome) => {
    // Only a termination has no outcome, and then the interrupt ends the cell.
    if (error !== null) return;
    const { result, exceptionDetails } = outcome;
    resolve(
      exceptionDetails === undefined
        ? { threw: false, value: valueBehind(result) }
        : {
            threw: true,
            thrown: valueBehind(exceptionDetails.exception ?? { type: "string", value: exceptionDetails.text }),
          },
    );
    // The inspector keeps what it has named until it is told to let go.
    session.post("Runtime.releaseObjectGroup", { objectGroup: scriptName });
  });
  return promise;
}

/** The very value that the inspector speaks of. */
function valueBehind(remote: Runtime.RemoteObject): unknown {
  if (remote.unserializableValue !== undefined) return unserializable(remote.unserializableValue);
  if (remote.objectId === undefined) return remote.value;
  let value: unknown;
  Object.defineProperty(globalThis, handover, { value: (it: unknown) => (value = it), configurable: true });
  session.post("Runtime.callFunctionOn", {
    objectId: remote.objectId,
    functionDeclaration: `function () { "use strict"; globalThis[Symbol.for("covalent-ts.handover")](this); }`,
  });
  Reflect.deleteProperty(globalThis, handover);
  return value;
}

/** "-0", "NaN", "Infinity", "-Infinity", or a bigint such as "10n". */
const unserializable = (text: string): number | bigint =>
  text.endsWith("n") ? BigInt(text.slice(0, -1)) : Number(text);
