// Asks V8 what JavaScript itself cannot see: an inspector session on our own thread answers at once, without a debugger.

import { Session } from "node:inspector";

const slot: { value?: unknown } = {};
/** A global variable, because V8 reads what we ask it to evaluate each time: the shorter that is, the better. */
const slotName = "covalent$inspected";
const slotValue = `${slotName}.value`;
const group = "covalent-ts";

/** One internal property of a value ("[[Scopes]]", "#count"): a primitive, or the handle of an object. */
export interface Remote {
  name: string;
  value?: { type: string; value?: unknown; objectId?: string; unserializableValue?: string; subtype?: string };
}
export interface Internals {
  internal: Map<string, Remote>;
  /** `#fields` of an instance, those of the base class first. */
  privates: Remote[];
}

let session: Session | undefined;
/** How many things the session keeps alive for us. */
let held = 0;
const mostHeld = 1_000;
let isReleasing = false;

function open(): Session {
  if (session) return session;
  Object.defineProperty(globalThis, slotName, { value: slot, configurable: true });
  session = new Session();
  session.connect();
  return session;
}

/** Sends one inspector command. On our own thread the answer is there before `post` returns. */
export function ask(method: string, params: object = {}): unknown {
  let failure: Error | null = null;
  let answer: unknown;
  open().post(method, params, (error: Error | null, result?: unknown) => {
    failure = error;
    answer = result;
  });
  if (failure) throw failure;
  return answer;
}

/** Listens to an inspector event while `during` runs. */
export function hear(event: string, listener: (message: { params: unknown }) => void, during: () => void): void {
  const heard = open();
  heard.on(event, listener);
  try {
    during();
  } finally {
    heard.off(event, listener);
  }
}

function handleOf(value: unknown): string {
  open();
  slot.value = value;
  held += 1;
  const { result } = ask("Runtime.evaluate", {
    expression: slotValue,
    objectGroup: group,
  }) as { result: { objectId: string } };
  return result.objectId;
}

/** All that V8 keeps inside a value besides its properties. */
export function internalsOf(value: object): Internals {
  const answer = ask("Runtime.getProperties", {
    objectId: handleOf(value),
    ownProperties: true,
    nonIndexedPropertiesOnly: true,
  }) as {
    internalProperties?: Remote[];
    privateProperties?: (Remote & { get?: unknown; set?: unknown })[];
  };
  const internal = new Map<string, Remote>();
  for (const it of answer.internalProperties ?? []) internal.set(it.name, it);
  const privates = answer.privateProperties?.filter((it) => it.value !== undefined && !it.get && !it.set) ?? [];
  return { internal, privates };
}

/** Names of own properties that are no indices: at once, even where the array is long. */
export function namesBesideIndices(array: object): string[] {
  const answer = ask("Runtime.getProperties", {
    objectId: handleOf(array),
    ownProperties: true,
    nonIndexedPropertiesOnly: true,
  }) as { result: { name: string; symbol?: unknown }[] };
  return answer.result.filter((it) => it.symbol === undefined).map((it) => it.name);
}

/** Turns what the inspector told about a value into the value itself. */
export function bring(remote: Remote | undefined): unknown {
  const told = remote?.value;
  if (told === undefined) return undefined;
  if (told.objectId === undefined) {
    if (told.unserializableValue === undefined) return told.subtype === "null" ? null : told.value;
    const text = told.unserializableValue;
    return told.type === "bigint" ? BigInt(text.slice(0, -1)) : Number(text);
  }
  ask("Runtime.callFunctionOn", {
    objectId: told.objectId,
    // Sloppy mode would wrap primitives, but only objects have a handle.
    functionDeclaration: `function(){${slotName}.value=this}`,
  });
  const value = slot.value;
  slot.value = undefined;
  return value;
}

/** Evaluates a bare name as a script would: top-level `const` and `let` of all cells are found by it. */
export function evaluateName(name: string): { found: boolean; value: unknown } {
  held += 1;
  const answer = ask("Runtime.evaluate", { expression: name, objectGroup: group, silent: true }) as {
    result: NonNullable<Remote["value"]>;
    exceptionDetails?: unknown;
  };
  if (answer.exceptionDetails) return { found: false, value: undefined };
  return { found: true, value: bring({ name, value: answer.result }) };
}

/** Lets go of everything that was looked at: soon, because to say so takes as long as to look at a thing. */
export function forget(): void {
  slot.value = undefined;
  if (held > mostHeld) release();
  else if (held > 0 && !isReleasing) {
    isReleasing = true;
    queueMicrotask(release);
  }
}

function release(): void {
  isReleasing = false;
  if (held === 0) return;
  held = 0;
  ask("Runtime.releaseObjectGroup", { objectGroup: group });
}
