import assert from "node:assert/strict";
import { Session } from "node:inspector";
import { describe, it } from "node:test";
import { receiveFunction, shipFunction } from "./index.ts";

const ship = (fn: CallableFunction, using?: Record<string, unknown>) => shipFunction(fn, { electron: "train", using });
const contentOf = (fn: CallableFunction) => ship(fn).hash.split(".")[0];

/** How often V8 is asked anything while `during` runs. */
function questions(during: () => void): number {
  const { post } = Session.prototype;
  let asked = 0;
  Session.prototype.post = function counted(this: Session, ...args: Parameters<Session["post"]>) {
    asked += 1;
    return post.apply(this, args);
  } as Session["post"];
  try {
    during();
  } finally {
    Session.prototype.post = post;
  }
  return asked;
}

interface Subject {
  fn: () => unknown;
  change: () => void;
}

/** What a function can close over, and how it changes. */
const changes: Record<string, () => Subject> = {
  "a variable is assigned": () => {
    let rate = 1;
    return { fn: () => rate, change: () => (rate = 2) };
  },
  "a variable is assigned that only a helper takes": () => {
    let rate = 1;
    const helper = () => rate;
    return { fn: () => helper(), change: () => (rate = 2) };
  },
  "a variable is taken apart into": () => {
    let [rate] = [1];
    return { fn: () => rate, change: () => ([rate] = [2]) };
  },
  "a variable counts": () => {
    let n = 0;
    return { fn: () => n, change: () => n++ };
  },
  "a variable of a loop is assigned in its body": () => {
    const made: Subject[] = [];
    for (let i = 0; i < 1; i++) made.push({ fn: () => i, change: () => (i += 5) });
    return made[0] as Subject;
  },
  "a parameter is assigned": () => {
    const make = (rate: number): Subject => ({ fn: () => rate, change: () => (rate = 2) });
    return make(1);
  },
  "a parameter is assigned through `arguments`, in sloppy mode": () =>
    new Function(
      "return (function (rate) { const all = arguments; return { fn: () => rate, change: () => (all[0] = 2) }; })(1)",
    )(),
  "a `var` gets its value": () =>
    new Function(
      "const made = (function* () { yield () => rate; var rate = 2; yield; })(); return { fn: made.next().value, change: () => made.next() };",
    )(),
  "a `var` of a loop gets its next value": () =>
    new Function(`
      const rounds = (function* () { for (var i of [1, 2]) yield () => i; })();
      return { fn: rounds.next().value, change: () => rounds.next() };`)(),
  "text that is evaluated assigns it": () =>
    new Function(`let rate = 1; return { fn: () => rate, change: () => eval("rate = 2") };`)(),
  "a declared function is replaced": () =>
    new Function(
      "function helper() { return 1; } return { fn: () => helper(), change: () => { helper = () => 2; } };",
    )(),
  "a property is assigned": () => {
    const settings = { rate: 1 };
    return { fn: () => settings.rate, change: () => (settings.rate = 2) };
  },
  "a property is added": () => {
    const settings: Record<string, number> = { rate: 1 };
    return { fn: () => ({ ...settings }), change: () => (settings["other"] = 2) };
  },
  "a property is removed": () => {
    const settings: Record<string, number> = { rate: 1, other: 2 };
    return { fn: () => ({ ...settings }), change: () => Reflect.deleteProperty(settings, "other") };
  },
  "properties change places": () => {
    const settings: Record<string, number> = { a: 1, b: 2 };
    const change = () => {
      Reflect.deleteProperty(settings, "a");
      settings["a"] = 1;
    };
    return { fn: () => Object.keys(settings), change };
  },
  "a hidden property is added": () => {
    const settings = { rate: 1 };
    const change = () => Object.defineProperty(settings, "hidden", { value: 2 });
    return { fn: () => Object.getOwnPropertyNames(settings), change };
  },
  "a property far in is assigned": () => {
    const settings = { model: [{ rate: 1 }] };
    return { fn: () => settings.model[0]?.rate, change: () => Object.assign(settings.model[0] ?? {}, { rate: 2 }) };
  },
  "an object is frozen": () => {
    const settings = { rate: 1 };
    return { fn: () => Object.isFrozen(settings), change: () => Object.freeze(settings) };
  },
  "an element is assigned": () => {
    const rows = [1, 2, 3];
    return { fn: () => rows, change: () => (rows[1] = 5) };
  },
  "an element becomes minus zero": () => {
    const rows = [0];
    return { fn: () => rows, change: () => (rows[0] = -0) };
  },
  "an element is added": () => {
    const rows = [1, 2, 3];
    return { fn: () => rows, change: () => rows.push(4) };
  },
  "an element of a long array is assigned": () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => at);
    return { fn: () => rows[4_000], change: () => (rows[4_000] = 0) };
  },
  "a gap is filled": () => {
    // biome-ignore lint/suspicious/noSparseArray: that is what is tested
    const rows = [1, , 3];
    return { fn: () => rows, change: () => (rows[1] = 2) };
  },
  "a map's entry is replaced": () => {
    const model = new Map([["rate", 1]]);
    return { fn: () => [...model], change: () => model.set("rate", 2) };
  },
  "a set grows": () => {
    const seen = new Set([1]);
    return { fn: () => [...seen], change: () => seen.add(2) };
  },
  "a date is set": () => {
    const at = new Date(0);
    return { fn: () => at.getTime(), change: () => at.setTime(5) };
  },
  "a pattern has matched": () => {
    const pattern = /a/g;
    return { fn: () => pattern.lastIndex, change: () => pattern.test("a") };
  },
  "an address is changed": () => {
    const url = new URL("http://a.example/");
    return { fn: () => url.href, change: () => (url.pathname = "/b") };
  },
  "a typed array's element is assigned": () => {
    const weights = new Float64Array([1, 2]);
    return { fn: () => weights[1], change: () => (weights[1] = 5) };
  },
  "a large typed array's element is assigned": () => {
    const weights = new Float64Array(20_000);
    return { fn: () => weights[19_999], change: () => (weights[19_999] = 5) };
  },
  "an instance's field is assigned": () => {
    class Model {
      rate = 1;
    }
    const model = new Model();
    return { fn: () => model.rate, change: () => (model.rate = 2) };
  },
  "an instance's private field is assigned": () => {
    class Model {
      #rate = 1;
      get rate(): number {
        return this.#rate;
      }
      set rate(rate: number) {
        this.#rate = rate;
      }
    }
    const model = new Model();
    return { fn: () => model.rate, change: () => (model.rate = 2) };
  },
  "a static field is assigned": () => {
    // biome-ignore lint/complexity/noStaticOnlyClass: that is what is tested
    class Model {
      static rate = 1;
    }
    return { fn: () => Model.rate, change: () => (Model.rate = 2) };
  },
  "a private static field is assigned": () => {
    // biome-ignore lint/complexity/noStaticOnlyClass: that is what is tested
    class Model {
      static #rate = 1;
      static next(): number {
        Model.#rate += 1;
        return Model.#rate;
      }
    }
    return { fn: () => Model.next(), change: () => Model.next() };
  },
  "a method is replaced": () => {
    class Model {
      rate(): number {
        return 1;
      }
    }
    return { fn: () => new Model().rate(), change: () => (Model.prototype.rate = () => 2) };
  },
  "an inherited object is changed": () => {
    const base = { rate: 1 };
    const model: { rate: number } = Object.create(base);
    return { fn: () => model.rate, change: () => (base.rate = 2) };
  },
  "a helper gets a property": () => {
    const helper: { (): unknown; rate?: number } = () => helper.rate;
    return { fn: () => helper(), change: () => (helper.rate = 2) };
  },
  "a helper's prototype gets a method": () => {
    function Model() {}
    const change = () => (Model.prototype.rate = () => 2);
    return { fn: () => "rate" in Model.prototype, change };
  },
  "a bound function's object is changed": () => {
    const settings = { rate: 1 };
    const bound = function rate(this: typeof settings) {
      return this.rate;
    }.bind(settings);
    return { fn: () => bound(), change: () => (settings.rate = 2) };
  },
  "a proxy's target is changed": () => {
    const target = { rate: 1 };
    const proxy = new Proxy(target, {});
    return { fn: () => proxy.rate, change: () => (target.rate = 2) };
  },
  "an accessor's variable is assigned": () => {
    let rate = 1;
    const settings = {
      get rate() {
        return rate;
      },
    };
    return { fn: () => settings.rate, change: () => (rate = 2) };
  },
  "a global variable is assigned": () => {
    const change = () => Object.assign(globalThis, { watchedGlobal: 2 });
    Object.assign(globalThis, { watchedGlobal: 1 });
    return { fn: new Function("return watchedGlobal") as () => unknown, change };
  },
  "a global variable appears": () => {
    const change = () => Object.assign(globalThis, { watchedLater: 2 });
    return { fn: new Function("return typeof watchedLater") as () => unknown, change };
  },
};

describe("a function that is shipped again", () => {
  it("is the same object, and V8 is not asked, where nothing can have changed", () => {
    const rate = 1;
    const settings = { rows: [1, 2], at: new Date(0), names: new Map([["a", { b: 1 }]]) };
    class Model {
      scale(x: number): number {
        return x * rate;
      }
    }
    const helper = (x: number) => new Model().scale(x) + settings.rows.length;
    const train = (x: number) => helper(x);
    const first = ship(train);
    ship(train);

    let again: unknown;
    const asked = questions(() => {
      again = ship(train);
    });

    assert.equal(again, first);
    assert.equal(asked, 0);
  });

  it("asks V8 only for its variables, where one might have been assigned", () => {
    let rate = 1;
    const train = () => rate;
    const first = ship(train);
    ship(train);
    const asked = questions(() => assert.equal(ship(train), first));
    rate = 2;
    const more = questions(() => assert.notEqual(ship(train), first));

    assert.ok(asked > 0 && asked < more);
  });

  for (const [title, make] of Object.entries(changes)) {
    it(`is another one after ${title}`, async () => {
      const { fn, change } = make();
      const before = contentOf(fn);
      assert.equal(contentOf(fn), before);
      assert.equal(contentOf(fn), before);
      change();
      const shipped = ship(fn);

      assert.notEqual(shipped.hash.split(".")[0], before);
      const arrived = await receiveFunction(shipped, { directory: process.cwd() });
      assert.deepEqual(await arrived(), fn());
    });
  }

  it("is the first one again when everything is as it was", () => {
    const settings = { rate: 1 };
    const train = () => settings.rate;
    const { hash } = ship(train);
    settings.rate = 2;
    assert.notEqual(ship(train).hash, hash);
    settings.rate = 1;

    assert.equal(ship(train).hash, hash);
  });

  it("is another one when its author gives other values for its names", () => {
    const rate = 1;
    const train = () => rate;
    const given = { rate: 2 };
    const { hash } = ship(train, given);

    assert.equal(ship(train, given).hash, hash);
    given.rate = 3;
    assert.notEqual(ship(train, given).hash, hash);
    assert.notEqual(ship(train).hash, hash);
  });

  it("keeps large data again where it is kept elsewhere now", () => {
    const weights = "x".repeat(200_000);
    const train = () => weights;
    const kept: string[] = [];
    const keepIn = (place: string) => () => {
      kept.push(place);
      return "0".repeat(64);
    };
    const first = keepIn("first");
    shipFunction(train, { electron: "train", keep: first });
    shipFunction(train, { electron: "train", keep: first });
    shipFunction(train, { electron: "train", keep: keepIn("second") });

    assert.deepEqual(kept, ["first", "second"]);
    assert.ok(shipFunction(train, { electron: "train" }).code.length > 200_000);
  });
});
