import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { temporaryDirectory } from "../dispatcher.fixture.ts";
import { appendToLog, keptAtEitherEnd } from "./bounded-log.ts";
import { openDatabase } from "./database.ts";
import { readLog } from "./prints.ts";

async function aLog(test: TestContext) {
  const directory = await temporaryDirectory(test);
  const database = openDatabase(join(directory, "store.sqlite"), directory);
  test.after(() => database.close());
  return {
    print: (...texts: string[]) =>
      appendToLog(
        database,
        7,
        texts.map((text) => ({ n: 0, at: 1, attempt: 1, stream: "stdout", text })),
      ),
    all: () => readLog(database, 7).map(({ text }) => text),
    numbers: () => readLog(database, 7).map(({ n }) => n),
  };
}

describe("the log of an electron", () => {
  it("has all that was printed, numbered on from turn to turn", async (test) => {
    const log = await aLog(test);

    assert.deepEqual(
      log.print("a", "b").map(({ n }) => n),
      [1, 2],
    );
    assert.deepEqual(
      log.print("c").map(({ n }) => n),
      [3],
    );

    assert.deepEqual(log.all(), ["a", "b", "c"]);
  });

  it("keeps the beginning and the end of an electron that prints without end, and counts what was between", async (test) => {
    const log = await aLog(test);
    const megabyte = "x".repeat(1_000_000);
    let last = 0;

    log.print("first words\n");
    for (let turn = 0; turn < 30; turn += 1) {
      const numbers = log.print(`turn ${turn}\n`, megabyte).map(({ n }) => n);
      assert.ok(numbers.every((n) => n > last));
      last = numbers.at(-1) ?? 0;
    }
    log.print("last words\n");

    const kept = log.all().join("");
    const [, count = ""] = /\n… ([\d,]+) characters left out …\n/.exec(kept) ?? [];
    const line = `\n… ${count} characters left out …\n`;
    const printed =
      30 * 1_000_000 + "turn 0\n".length * 10 + "turn 10\n".length * 20 + "first words\nlast words\n".length;
    assert.ok(kept.startsWith("first words\nturn 0\nxxx"));
    assert.ok(kept.endsWith("xxxlast words\n"));
    assert.equal(kept.length - line.length + Number(count.replaceAll(",", "")), printed);
    assert.ok(kept.length <= 2 * keptAtEitherEnd + 1_100_000);
    assert.equal(kept.split("left out").length, 2);
    assert.deepEqual(
      log.numbers(),
      log.numbers().toSorted((a, b) => a - b),
    );
  });

  it("leaves nothing out of one that prints a little more than its beginning holds", async (test) => {
    const log = await aLog(test);
    const text = "x".repeat(keptAtEitherEnd - 1);

    log.print(text, "yyy", "z");

    assert.equal(log.all().join(""), `${text}yyyz`);
  });

  it("holds one piece that is longer than all that is kept", async (test) => {
    const log = await aLog(test);

    log.print(`a${"x".repeat(20_000_000)}b`);

    const kept = log.all().join("");
    assert.match(kept, /^ax/);
    assert.match(kept, /xb$/);
    assert.match(kept, /12,000,002 characters left out/);
  });
});
