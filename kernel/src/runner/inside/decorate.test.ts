// Classes with decorators do what they do where another compiler has taken them apart.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { transformSync } from "esbuild";
import { lowerDecorators } from "../../cell/lower-decorators.ts";
import { stripTypes } from "../../cell/strip-types.ts";
import { decorate, offerMetadata } from "./decorate.ts";

offerMetadata();

/** What a program has told `log` by its end, and what it threw. */
function told(code: string, ...given: unknown[]): string[] {
  const lines: string[] = [];
  const log = (...values: unknown[]): void => void lines.push(values.map(String).join(" "));
  try {
    new Function("log", "__covalentDecorate", `"use strict";${code}`)(log, ...given);
  } catch (error) {
    lines.push(error instanceof Error ? error.name : String(error));
  }
  return lines;
}

const note = `
const note = (what: string) => {
  log("evaluated", what);
  return (value: unknown, context: DecoratorContext) => {
    const { kind, name } = context;
    log(what, kind, name, typeof value, "static" in context && context.static, "private" in context && context.private);
    context.addInitializer(function () { log("initializer of", what, typeof this); });
  };
};
`;

const programs: [what: string, code: string][] = [
  [
    "run in the order that the language says, with their initializers",
    `${note}
    class Base { constructor() { log("base"); } }
    @note("A") @note("B") class C extends Base {
      @note("field") a = log("a");
      @note("method") m() {}
      @note("static field") static s = log("s");
      @note("static method") static n() {}
      @note("accessor") accessor b = 1;
      @note("static accessor") static accessor t = 2;
      @note("getter") get g() { return 1; }
      @note("setter") set g(v) {}
      static { log("block"); }
      constructor() { super(); log("constructed"); }
    }
    log(new C().b, C.t, C.name);`,
  ],
  [
    "replace methods, getters and setters",
    `const twice = (fn: any, { name }: any) => function (this: any, ...x: any[]) { return [name, fn.apply(this, x), fn.apply(this, x)].join(); };
    const set = (fn: any) => function (this: any, v: number) { fn.call(this, v * 10); };
    class C {
      v = 1;
      @twice m(a: number) { return a + this.v; }
      @twice static s() { return "s"; }
      @twice get g() { return this.v; }
      @set set g(v) { this.v = v; }
      @twice ["com" + "puted"]() { return 3; }
      @twice 12() { return 12; }
      @twice "a b"() { return "ab"; }
    }
    const c = new C(); c.g = 5;
    log(c.m(1), C.s(), c.g, c.computed(), c[12](), c["a b"](), Object.keys(c), Object.getOwnPropertyNames(C.prototype));`,
  ],
  [
    "change the first values of fields, the outer decorator last",
    `const add = (n: number) => () => (v: any = "none") => { log("add", n, v); return v + n; };
    class C { @add(1) @add(2) a = 10; @add(3) b; @add(4) static c = 5; @add(5) accessor d = 7; @add(6) #e = 8; get e() { return this.#e; } @add(7) ["f" + 1] = 9 }
    const c = new C() as any; log(c.a, c.b, C.c, c.d ?? "none", c.e, c.f1);`,
  ],
  [
    "reach what is private",
    `const loud = (fn: any, { name, access, private: own }: any) => { log(name, own, Object.keys(access)); keep = access; return function (this: any, ...x: any[]) { return "loud " + fn.apply(this, x); }; };
    let keep: any;
    class B { hi() { return "hi"; } }
    class C extends B {
      @loud #m(x: number) { return super.hi() + x; }
      @loud get #g() { return 4; }
      @loud static #s() { return 5; }
      @((v: any, { access }: any) => { reach = access; }) #f = 6;
      all() { return [this.#m(1), this.#g, C.#s(), #m in this].join(); }
      set() { this.#m = 1 as any; }
    }
    let reach: any;
    const c = new C(); log(c.all(), reach.get(c), reach.has(c), reach.has({})); reach.set(c, 7); log(reach.get(c));
    c.set();`,
  ],
  [
    "replace accessors, also private and computed ones",
    `const clamp = ({ get, set }: any, { kind, name, access }: any) => ({ get(this: any) { return Math.min(10, get.call(this)); }, set(this: any, v: number) { set.call(this, v); }, init: (v: number) => v + 1 });
    class C { @clamp accessor a = 1; @clamp accessor #b = 2; @clamp static accessor c = 3; @clamp accessor ["d"] = 4; accessor e = 5; accessor = 6; static accessor
      f = 7; b(v: number) { this.#b = v; return this.#b; } }
    const c = new C() as any; log(c.a, c.b(50), C.c, c.d, c.e, c.accessor, c.f); c.a = 99; c.e = 98; log(c.a, c.e, Object.keys(c));`,
  ],
  [
    "keep metadata, which is inherited",
    `const tag = (key: string) => (_: unknown, { metadata, name }: any) => { metadata[key] = name; };
    @tag("class") class A { @tag("m") m() {} }
    class B extends A { @tag("f") f = 1; }
    const meta = (c: any) => c[Symbol.metadata ?? Symbol.for("Symbol.metadata")];
    log(JSON.stringify(meta(A)), JSON.stringify(meta(B)), meta(B).m, Object.getPrototypeOf(meta(B)) === meta(A));`,
  ],
  [
    "are refused if they are none, or return what cannot be",
    `for (const make of [
      () => { class C { @(() => 5 as any) m() {} } },
      () => { class C { @(() => 5 as any) f = 1 } },
      () => { class C { @(() => 5 as any) accessor f = 1 } },
      () => { @(() => 5 as any) class C {} },
      () => { @(5 as any) class C {} },
      () => { let later: any; class C { @((_: any, c: any) => { later = c; }) m() {} } later.addInitializer(() => {}); },
      () => { class C { @((_: any, c: any) => { c.addInitializer(5); }) m() {} } },
    ]) try { make(); log("fine"); } catch (error) { log((error as Error).name); }`,
  ],
  [
    "bind a method to its instance, in a class in a class, and where fields have no semicolons",
    `const bound = (fn: any, { name, addInitializer }: any) => { addInitializer(function (this: any) { this[name] = fn.bind(this); }); };
    const mark = (v: any, c: any) => { log(c.kind, c.name); };
    class Outer {
      x = 1
      @bound get_x() { return this.x }
      y
      @mark *gen() { yield this.x }
      @mark inner = class { z = 2
        @bound get_z() { return this.z } }
    }
    const o = new Outer(); const { get_x } = o; const { get_z } = new o.inner() as any; log(get_x(), get_z(), [...o.gen()]);`,
  ],
];

describe("decorators", () => {
  for (const [what, code] of programs) {
    it(what, () => {
      const script = lowerDecorators(stripTypes(code).code)?.code ?? "";
      const { code: expected } = transformSync(code, {
        loader: "ts",
        supported: { decorators: false },
        tsconfigRaw: {},
      });

      assert.deepEqual(told(script, decorate), told(expected));
    });
  }

  it("replace the class, for its own text too, and leave a class the name of what it is given to", () => {
    // Another compiler has it wrong: inside, the name stands for what the decorator was given.
    const code = `
      const wrap = (made, { name }) => class extends made { static wrapped = name; who() { return "wrapped " + super.who(); } };
      @wrap class C { static self = () => C; who() { return C.wrapped; } }
      log(new C().who(), C.self() === C);
      const named = @wrap class { who() { return 1; } };
      const inner = class { @(() => {}) m() {} };
      log(named.wrapped, inner.name, new inner().constructor.name);
      class Self { @((_, { addInitializer }) => addInitializer(() => log(Self.name))) m() {} }
      new Self();`;

    assert.deepEqual(told(lowerDecorators(code)?.code ?? "", decorate), [
      "wrapped C true",
      "named inner inner",
      "Self",
    ]);
  });

  it("keep the `this` of what they are methods of, and may be awaited", async () => {
    const code = `const run = async (log) => {
      class C { @log.it a = 1; @(await Promise.resolve((...x) => log.it(...x))) b() {} @log.it static c; }
      return log.said;
    }`;
    const log = {
      said: [] as unknown[],
      it(_: unknown, { name }: DecoratorContext) {
        this.said.push(name);
      },
    };

    const run = new Function("__covalentDecorate", `${lowerDecorators(code)?.code}; return run;`)(decorate);

    assert.deepEqual(await run(log), ["b", "c", "a"]);
  });
});
