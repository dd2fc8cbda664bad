import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { callElsewhere } from "./fixtures/elsewhere.ts";
import { classesOf, decodeValue, encodeValue, receiveFunction, shipFunction } from "./index.ts";

const directory = process.cwd();
const about = { what: "it" };

class Model {
  static made = 0;
  rate: number;
  constructor(rate: number) {
    Model.made += 1;
    this.rate = rate;
  }
  double(): number {
    return this.rate * 2;
  }
}
class Fitted extends Model {
  readonly steps = [1, 2];
}
class Secret {
  #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  get value(): number {
    return this.#value;
  }
}
class Bound {
  rate = 3;
  read = (): number => this.rate;
}
const withName = (base: typeof Model) =>
  class Named extends base {
    name(): string {
      return "named";
    }
  };
const OneNamed = withName(Model);
const OtherNamed = withName(Fitted);

/** What the function comes to in a process of its own. */
async function elsewhere<T>(fn: () => T): Promise<T> {
  const outcome = (await callElsewhere({ it: fn })).get("it");
  assert.equal(outcome?.error?.stack, undefined);
  return outcome?.value as T;
}

describe("an instance of an author's class that comes home", () => {
  it("is one of that class, not of a copy", async () => {
    const [model, fitted] = await elsewhere(() => [new Model(2), new Fitted(3)] as const);

    assert.equal(Object.getPrototypeOf(model), Model.prototype);
    assert.equal(Object.getPrototypeOf(fitted), Fitted.prototype);
    assert.deepEqual([model.double(), fitted.double(), fitted.steps], [4, 6, [1, 2]]);
  });

  it("changes nothing about the class", async () => {
    Model.made = 7;

    const [Same] = await elsewhere(() => [Model, new Model(1)] as const);

    assert.equal(Same, Model);
    assert.equal(Model.made, 7);
  });

  it("is one also where the class alone can make it, with what it keeps private", async () => {
    const [secret, bound] = await elsewhere(() => [new Secret(5), new Bound()] as const);

    assert.ok(secret instanceof Secret);
    assert.equal(secret.value, 5);
    assert.ok(bound instanceof Bound);
    assert.equal(bound.read(), 3);
  });

  it("can be sent again", async () => {
    const [secret, model] = await elsewhere(() => [new Secret(5), new Model(2)] as const);

    const values = await elsewhere(() => [
      secret.value,
      secret instanceof Secret,
      model.double(),
      model instanceof Model,
    ]);
    const [back] = await elsewhere(() => [secret]);

    assert.deepEqual(values, [5, true, 4, true]);
    assert.ok(back instanceof Secret);
    assert.equal(back.value, 5);
  });

  it("stays one of a copy where two classes have one text in one place", async () => {
    const one = await elsewhere(() => [new OneNamed(1), OtherNamed.name] as const);

    assert.equal(one[0] instanceof OneNamed, false);
    assert.equal(one[0].name(), "named");
    assert.ok(one[0] instanceof Model);
  });

  it("is one for the function that it is passed to", async () => {
    const isModel = (value: unknown) => value instanceof Model && value.double();
    const received = await receiveFunction(shipFunction(isModel, { electron: "isModel" }), { directory });
    const { bytes } = encodeValue(new Model(4), { about });

    const value = await decodeValue(bytes, { directory, classOf: classesOf(received) });

    assert.equal(received(value), 8);
  });

  it("has no part in the hash", () => {
    const make = (of: number) => {
      class Local {
        of = of;
      }
      return () => new Local();
    };

    const [one, other] = [make(1), make(1)].map((fn) => shipFunction(fn, { electron: "make" }).hash);

    assert.equal(one, other);
  });
});
