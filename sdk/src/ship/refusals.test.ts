import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { CovalentError } from "../errors.ts";
import { encodeValue, shipFunction } from "./index.ts";

/** The message of the error that shipping `fn` throws, without the place, which moves when this file is edited. */
function refusal(fn: CallableFunction): string {
  try {
    shipFunction(fn, { electron: "train" });
  } catch (error) {
    assert(error instanceof CovalentError);
    return error.message.replace(/ \(\S+refusals\.test\.ts:\d+\)/, "");
  }
  return "shipped";
}
const openIt = "Open it inside the electron, or pass in what it is made from.";
const passIt = "Pass what it needs as an argument, or import it inside the electron.";

describe("what lives in one process only is refused by name, with the way to it", () => {
  const server = createServer();
  let socket: Socket;
  before(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    assert(typeof address === "object" && address !== null);
    socket = connect(address.port, "127.0.0.1");
  });
  after(() => {
    socket.destroy();
    server.close();
  });

  it("a socket, three steps away", () => {
    const options = { retries: 3, socket };
    const helper = () => options.socket.readyState;
    const train = () => helper();

    assert.equal(
      refusal(train),
      `Electron 'train' holds train → helper → options → socket, a Socket, which cannot be sent to another process. ${openIt}`,
    );
  });

  it("a stream in an array", () => {
    const rows = [1, 2, { source: Readable.from([]) }];
    const train = () => rows.length;

    assert.equal(
      refusal(train),
      `Electron 'train' holds train → rows[2] → source, a Readable, which cannot be sent to another process. ${openIt}`,
    );
  });

  it("a generator in flight", () => {
    const numbers = (function* () {
      yield 1;
    })();
    const train = () => numbers.next();

    assert.equal(
      refusal(train),
      `Electron 'train' holds train → numbers, a generator in flight, which cannot be sent to another process. ${openIt}`,
    );
  });

  it("a pending promise", () => {
    const answer = new Promise(() => {});
    const train = () => answer;

    assert.equal(
      refusal(train),
      `Electron 'train' holds train → answer, a pending promise, which cannot be sent to another process. ${openIt}`,
    );
  });

  it("an iterator in flight", () => {
    const entries = new Map([[1, 2]]).entries();
    const list = [1, 2].values();

    assert.match(
      refusal(() => entries.next()),
      /→ entries, an iterator in flight, which/,
    );
    assert.match(
      refusal(() => list.next()),
      /→ list, an iterator in flight, which/,
    );
  });

  it("a signal", () => {
    const { signal } = new AbortController();
    const train = () => signal.aborted;

    assert.equal(
      refusal(train),
      `Electron 'train' holds train → signal, an AbortSignal, which cannot be sent to another process. ${openIt}`,
    );
  });

  it("the resolve function of a promise, which is native", () => {
    const { resolve } = Promise.withResolvers();
    const train = () => resolve(1);

    assert.equal(
      refusal(train),
      `Electron 'train' needs train → resolve, which cannot be sent to another process: '(anonymous)' is a native function. ${passIt}`,
    );
  });

  it("`this` of an arrow", () => {
    class Trainer {
      rate = 1;
      electron() {
        return () => this.rate;
      }
    }
    const train = new Trainer().electron();

    assert.match(refusal(train), /: it is an arrow function that uses 'this' of the function around it\. Pass/);
  });

  it("`super` of a method", () => {
    const base = { name: () => "base" };
    const derived = {
      __proto__: base,
      name() {
        return super.toString();
      },
    };
    const { name } = derived;
    const train = () => name();

    assert.match(
      refusal(train),
      /needs train → name, .*: it is a method that uses 'super', whose object V8 does not tell/,
    );
  });

  it("a private member of a class that it was taken out of", () => {
    class Secret {
      #it = 1;
      read() {
        return this.#it;
      }
    }
    const { read } = new Secret();
    const train = () => read();

    assert.match(refusal(train), /needs train → read, .*: it uses private members of a class that it was taken out of/);
  });

  it("a variable that has no value yet", () => {
    const train = () => later;
    const said = refusal(train);
    const later = 1;

    assert.equal(
      said,
      `Electron 'train' holds train → later, a variable that has no value yet where it is dispatched, which cannot be sent to another process. ${openIt}`,
    );
  });

  it("the output of another electron", () => {
    const rows = new Proxy({}, {});
    const train = () => rows;
    const outputOf = (value: object) => (value === rows ? "load" : undefined);

    assert.throws(() => shipFunction(train, { electron: "train", outputOf }), {
      code: "FUNCTION_CANNOT_TRAVEL",
      message:
        /needs train → rows, .*: it is the output of electron 'load', which is not known while the lattice is traced/,
    });
  });

  it("anything of these inside a value", () => {
    const value = { deep: new Map([["list", [socket]]]) };

    assert.throws(() => encodeValue(value, { about: { what: "The output of electron 'open'" } }), {
      code: "VALUE_CANNOT_TRAVEL",
      message: `The output of electron 'open' holds deep → list[0], a Socket, which cannot be sent to another process. ${openIt}`,
    });
  });

  it("even as the value itself", () => {
    assert.throws(() => encodeValue(socket, { about: { what: "The output of electron 'open'" } }), {
      message: `The output of electron 'open' holds a value, a Socket, which cannot be sent to another process. ${openIt}`,
    });
  });
});

describe("a name that generated code cannot declare is refused", () => {
  it("`yield`, which sloppy code may use", () => {
    const train = new Function("var yield = 1; return function train() { return yield; };")();

    assert.match(refusal(train), /it uses a variable named 'yield'/);
  });

  it("but not where it is a property", async () => {
    const bond = { yield: 4 };

    assert.equal(
      refusal(() => bond.yield),
      "shipped",
    );
  });
});

describe("an error of shipping", () => {
  it("says where the function stands that closes over the value", () => {
    const stream = Readable.from([]);
    const helper = () => stream.destroyed;
    const train = () => helper();

    try {
      shipFunction(train, { electron: "train" });
      assert.fail("shipped");
    } catch (error) {
      assert(error instanceof CovalentError);
      const { place } = error.about as { place: { file: string; line: number } };
      assert.equal(place.file, import.meta.filename);
      assert.equal(place.line, lineOf("const helper = () => stream"));
    }
  });
});

const lineOf = (text: string) =>
  readFileSync(import.meta.filename, "utf8")
    .split("\n")
    .findIndex((it) => it.includes(text)) + 1;
