// The 42 closures of the comparison, a row each: a function, and what it returns. CommonJS, because Pulumi reads no imports.

const os = require("node:os");
const path = require("node:path");

const map = new Map([["a", 1]]);
const set = new Set([1, 2]);
const date = new Date(0);
const floats = new Float64Array([1, 2, 3]);
const buffer = Buffer.from("hi");
const big = 10n;
const pattern = /a(b)/g;
const failure = new TypeError("x", { cause: 1 });
const url = new URL("http://a/b");
const registered = Symbol.for("q");
const weak = new WeakMap();
let local = 0;
class A {
  #p = 41;
  static #made = 1;
  static s = A.#made + 4;
  get p() {
    return this.#p;
  }
  inc() {
    this.#p++;
    return this.#p;
  }
}
class B extends A {
  constructor() {
    super();
    this.z = 1;
  }
  inc() {
    return super.inc() + 100;
  }
}
const b = new B();
class Public {
  x = 1;
  y = () => this.x;
  m() {
    return this.x;
  }
}
const instance = new Public();
function factorial(k) {
  return k < 2 ? 1 : k * factorial(k - 1);
}
const even = (k) => (k === 0 ? true : odd(k - 1));
const odd = (k) => (k === 0 ? false : even(k - 1));
const circle = { a: 1 };
circle.self = circle;
const getter = {
  get v() {
    return 7;
  },
};
const bound = function (a) {
  return this.k + a;
}.bind({ k: 1 });
let count = 0;
const increase = () => ++count;
const current = () => count;
class OwnError extends Error {
  constructor(message) {
    super(message);
    this.name = "OwnError";
  }
}
const tag = (parts) => parts.raw.join("|");
const promise = Promise.resolve(5);
const frozen = Object.freeze({ a: 1 });
const bare = Object.create(null);
bare.k = 1;
// biome-ignore lint/suspicious/noSparseArray: the gap is what travels
const sparse = [1, , 3];
const proxy = new Proxy({ a: 1 }, { get: (_target, key) => (key === "a" ? 99 : undefined) });
const shared = new SharedArrayBuffer(8);

exports.cases = {
  Map: [() => map.get("a"), 1],
  Set: [() => set.has(2), true],
  Date: [() => date.getTime(), 0],
  Float64Array: [() => floats[1], 2],
  Buffer: [() => buffer.toString(), "hi"],
  bigint: [() => Number(big + 1n), 11],
  RegExp: [() => "ab".match(pattern)[0], "ab"],
  Error: [() => failure instanceof TypeError && failure.message, "x"],
  URL: [() => url.pathname, "/b"],
  "Symbol.for": [() => ({ [registered]: 1 })[Symbol.for("q")], 1],
  "private field": [() => new A().p, 41],
  "instance with a private field": [() => b.inc(), 142],
  "class that extends": [() => new B().inc(), 142],
  "public field": [() => new Public().m(), 1],
  "arrow in a public field": [() => instance.y(), 1],
  "static field": [() => A.s, 5],
  recursion: [() => factorial(5), 120],
  "mutual recursion": [() => even(10), true],
  circle: [() => circle.self.self.a, 1],
  getter: [() => getter.v, 7],
  "bound function": [() => bound(2), 3],
  "variable that two functions share": [
    () => {
      increase();
      increase();
      return current();
    },
    2,
  ],
  "variable that it changes": [
    () => {
      local++;
      local++;
      return local;
    },
    2,
  ],
  "own class of errors": [
    () => {
      try {
        throw new OwnError("q");
      } catch (error) {
        return error instanceof OwnError && error.name;
      }
    },
    "OwnError",
  ],
  "built-in module": [() => typeof os.cpus, "function"],
  "function of a built-in module": [() => path.join("a", "b"), path.join("a", "b")],
  generator: [
    () =>
      [
        ...(function* () {
          yield* [1, 2];
        })(),
      ].length,
    2,
  ],
  "async function": [
    async () => {
      await null;
      return map !== null;
    },
    true,
  ],
  "template tag": [() => tag`a${1}b`, "a|b"],
  "settled promise": [async () => await promise, 5],
  "frozen object": [() => Object.isFrozen(frozen), true],
  "object without a prototype": [() => Object.getPrototypeOf(bare) === null && bare.k, 1],
  "array with a gap": [() => 1 in sparse, false],
  proxy: [() => proxy.a, 99],
  SharedArrayBuffer: [() => shared.byteLength, 8],
  "destructured default": [({ q = circle.a } = {}) => q, 1],
  "strict mode": [
    () => {
      "use strict";
      return (function () {
        return this === undefined;
      })();
    },
    true,
  ],
  "direct eval": [
    () => {
      // biome-ignore lint/security/noGlobalEval: authors do
      eval("1");
      return 1;
    },
    1,
  ],
  "new.target": [
    () => {
      function F() {
        return new.target === F;
      }
      return typeof new F();
    },
    "object",
  ],
  "`this` around an arrow": [
    function () {
      return () => this.k;
    }.call({ k: 3 }),
    3,
  ],
  "WeakMap, empty": [() => weak.has({}), false],
  "name that nobody declares": [() => typeof notDeclaredAnywhere, "undefined"],
};
