// Applies the decorators of a class, as https://github.com/tc39/proposal-decorators has it; V8 does not do it yet.
//
// `kernel/src/cell/lower-decorators.ts` makes cells that call it. What decorators return goes into plain arrays, so that the
// class can be used where there is no kernel.

type Kind = "method" | "getter" | "setter" | "accessor" | "field";
type AnyFunction = (...values: unknown[]) => unknown;
type AnyClass = abstract new (...values: never[]) => object;

/** What instances of the class need; by the slot of a member where it belongs to one. */
interface State {
  /** What a first value passes through. */
  init: AnyFunction[][];
  /** Runs when the member is there. */
  extra: AnyFunction[][];
  /** Runs before any field of an instance is there. */
  own: AnyFunction[];
  /** Runs when all of the class is there. */
  last: (() => unknown)[];
  /** Computed names, and those under which private methods are kept. */
  keys: unknown[];
  /** Name of the static method that reaches private members. */
  reach?: symbol;
  /** What private members became. */
  value: unknown[];
}

interface Access {
  has(from: object): boolean;
  get?(from: object): unknown;
  set?(to: object, value: unknown): void;
}

type Pair = { get: AnyFunction; set: AnyFunction };

type Element = [slot: number, kind: Kind, name: string | undefined, isStatic: boolean, isPrivate: boolean];

/** Under `Symbol.metadata` where an engine has it. */
const metadataKey: symbol =
  "metadata" in Symbol && typeof Symbol.metadata === "symbol" ? Symbol.metadata : Symbol.for("Symbol.metadata");

/** Lets cells say `Symbol.metadata`, as TypeScript does. */
export function offerMetadata(): void {
  if (!("metadata" in Symbol)) Object.defineProperty(Symbol, "metadata", { value: metadataKey });
}

/**
 * @param decorators Those of the class, then those of each element.
 * @returns the class, or what its decorators put in its place.
 */
export function decorate(
  made: AnyClass,
  name: string,
  state: State,
  [ofClass = [], ...ofElements]: unknown[][],
  elements: Element[],
): unknown {
  if (Object.getOwnPropertyDescriptor(made, "name")?.value === "") Object.defineProperty(made, "name", { value: name });
  const parent: unknown = Object.getPrototypeOf(made);
  const inherited: unknown = parent === null ? undefined : Reflect.get(Object(parent), metadataKey);
  const metadata: object = Object.create(typeof inherited === "object" ? inherited : null);
  const ofStatics: AnyFunction[] = [];
  const decorated = elements.map((element, at) => ({ element, decorators: ofElements[at] ?? [] }));

  // Static members before those of instances, and fields last.
  for (const wantsField of [false, true]) {
    for (const wantsStatic of [true, false]) {
      for (const { element, decorators } of decorated) {
        const [, kind, , isStatic] = element;
        if ((kind === "field") !== wantsField || isStatic !== wantsStatic) continue;
        decorateElement({ made, state, metadata, own: isStatic ? ofStatics : state.own }, element, decorators);
      }
    }
  }
  Object.defineProperty(made, metadataKey, { value: metadata, configurable: true, writable: true });
  const last: AnyFunction[] = [];
  let result: unknown = made;
  for (const decorator of ofClass.toReversed()) {
    const context = { kind: "class", name: name === "" ? undefined : name, metadata };
    const returned = calling(decorator, result, context, last);
    if (returned === undefined) continue;
    if (typeof returned !== "function") throw wrong("class", "a class");
    result = returned;
  }
  if (result !== made && !Object.hasOwn(Object(result), metadataKey)) {
    Object.defineProperty(result, metadataKey, { value: metadata, configurable: true, writable: true });
  }
  state.last = last.map((fn) => () => fn.call(result));
  for (const fn of ofStatics) fn.call(result);
  return result;
}

interface Place {
  made: AnyClass;
  state: State;
  metadata: object;
  /** Runs before fields: what methods, getters and setters have added. */
  own: AnyFunction[];
}

function decorateElement({ made, state, metadata, own }: Place, element: Element, decorators: unknown[]): void {
  const [slot, kind, name, isStatic, isPrivate] = element;
  const key = propertyKey(name ?? state.keys[slot]);
  const init: AnyFunction[] = [];
  const extra: AnyFunction[] = [];
  state.init[slot] = init;
  state.extra[slot] = extra;
  const owner = isStatic ? made : made.prototype;
  const reach = (way: string, on: unknown, value?: unknown): unknown =>
    Reflect.get(made, state.reach ?? "")(slot, way, on, value);
  const before = Object.getOwnPropertyDescriptor(owner, isPrivate ? propertyKey(state.keys[slot]) : key);
  if (isPrivate && typeof before?.value === "function") Object.defineProperty(before.value, "name", { value: key });
  const access = isPrivate
    ? accessBy(kind, reach)
    : accessBy(kind, (way, on, value) => publicly(way, Object(on), key, value));
  const context = { kind, name: key, static: isStatic, private: isPrivate, access, metadata };
  const pair: Pair = {
    get(this: unknown) {
      return reach("load", this);
    },
    set(this: unknown, value: unknown) {
      reach("store", this, value);
    },
  };
  const part = partOf[kind];
  let value: unknown = part === undefined ? undefined : before?.[part];
  const replaced: PropertyDescriptor = {};

  for (const decorator of decorators.toReversed()) {
    const target = kind === "accessor" ? { ...pair } : value;
    const returned = calling(decorator, target, context, kind === "accessor" || kind === "field" ? extra : own);
    if (returned === undefined) continue;
    if (kind === "accessor") {
      if (typeof returned !== "object" || returned === null) throw wrong(kind, "an object with get, set or init");
      for (const name of ["get", "set", "init"] as const) {
        const other: unknown = Reflect.get(returned, name);
        if (other === undefined) continue;
        const replacement = functionOf(other, kind);
        if (name === "init") init.unshift(replacement);
        else {
          replaced[name] = replacement;
          pair[name] = replacement;
        }
      }
    } else if (kind === "field") init.unshift(functionOf(returned, kind));
    else value = functionOf(returned, kind);
  }
  if (isPrivate) state.value[slot] = kind === "accessor" ? pair : value;
  else if (kind === "accessor") Object.defineProperty(owner, key, { ...before, ...replaced });
  else if (part !== undefined) Object.defineProperty(owner, key, { ...before, [part]: value });
}

/** What of a property's descriptor a decorator replaces. */
const partOf: { [K in Kind]?: "value" | "get" | "set" } = { method: "value", getter: "get", setter: "set" };

/** Calls a decorator, which may add initializers for as long as it runs. */
function calling(decorator: unknown, value: unknown, about: { kind: string }, added: AnyFunction[]): unknown {
  if (typeof decorator !== "function")
    throw new TypeError(`A decorator has to be a function, and this is ${typeof decorator}.`);
  let isOver = false;
  const addInitializer = (fn: unknown): void => {
    if (isOver) throw new TypeError("addInitializer works only while its decorator runs.");
    if (typeof fn !== "function") throw new TypeError("addInitializer takes a function.");
    added.push(fn as AnyFunction);
  };
  try {
    return decorator(value, { ...about, addInitializer });
  } finally {
    isOver = true;
  }
}

/** How a decorator reaches a member of an object. */
function accessBy(kind: Kind, reach: (way: string, on: unknown, value?: unknown) => unknown): Access {
  return {
    has: (from) => Boolean(reach("has", from)),
    ...(kind === "setter" ? {} : { get: (from: object) => reach("get", from) }),
    ...(kind === "method" || kind === "getter"
      ? {}
      : { set: (to: object, value: unknown) => void reach("set", to, value) }),
  };
}

function publicly(way: string, on: object, key: PropertyKey, value: unknown): unknown {
  if (way === "has") return key in on;
  return way === "get" ? Reflect.get(on, key) : Reflect.set(on, key, value);
}

const propertyKey = (key: unknown): string | symbol => (typeof key === "symbol" ? key : String(key));

function functionOf(value: unknown, kind: Kind): AnyFunction {
  if (typeof value !== "function") throw wrong(kind, "a function");
  return value as AnyFunction;
}

const wrong = (kind: string, what: string): TypeError =>
  new TypeError(`A decorator of a ${kind} returns ${what}, or nothing.`);
