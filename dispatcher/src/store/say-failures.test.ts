import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CovalentError } from "covalent-ts/errors";
import type { WireError } from "covalent-ts/protocol";
import { type FailedElectron, sayFailures } from "./say-failures.ts";
import { wireError } from "./words.ts";

const place = { file: "/home/ada/digits.ts", line: 4, column: 1 };
const threw = (message: string, name = "RangeError"): WireError => ({ name, message, stack: "" });
const failed = (error: WireError | null, name = "train"): FailedElectron => ({ name, place, error });

describe("what failed", () => {
  it("is told with the electron's place and the error's name", () => {
    assert.deepEqual(sayFailures([failed(threw("the rate is too high"))]), {
      text: "electron 'train' (digits.ts:4): RangeError: the rate is too high.",
      remedy: null,
    });
  });

  it("is told once where it failed alike, and counted", () => {
    const { text } = sayFailures([...Array(12).fill(failed(threw("no"))), failed(threw("no", "TypeError"), "score")]);

    assert.equal(
      text,
      "electron 'train' (digits.ts:4): RangeError: no, and 11 more electrons likewise; " +
        "electron 'score' (digits.ts:4): TypeError: no.",
    );
  });

  it("is only counted beyond three different failures", () => {
    const { text } = sayFailures([1, 2, 3, 4, 5, 5].map((rate) => failed(threw(`${rate} is too high`))));

    assert.match(text, /: RangeError: 3 is too high; and 3 more electrons in other ways\.$/);
  });

  it("is told by its first line, and not beyond measure", () => {
    const { text } = sayFailures([failed(threw(`${"x".repeat(10_000)}\nsecond line`))]);

    assert.match(text, /x …$/);
    assert.ok(text.length < 500);
  });

  it("keeps one error of ours free of its class and of its remedy, which is told once", () => {
    const missing = wireError(new CovalentError("PACKAGE_NOT_FOUND", { specifier: "ml-svm", directory: "/home/ada" }));

    assert.deepEqual(sayFailures([failed(missing), failed(missing)]), {
      text: "electron 'train' (digits.ts:4): 'ml-svm' cannot be found from /home/ada, and 1 more electron likewise.",
      remedy: "Install it there: npm install ml-svm.",
    });
  });

  it("names an electron once that the error names", () => {
    const about = { electron: "train", workers: 3, how: "SIGKILL", place };
    const { text } = sayFailures([failed(wireError(new CovalentError("ELECTRON_POISONED", about)))]);

    assert.equal(
      text,
      "Electron 'train' ended 3 workers, the last by SIGKILL, and is not tried again (/home/ada/digits.ts:4).",
    );
  });

  it("is told of an electron that does not say why", () => {
    assert.equal(sayFailures([failed(null)]).text, "electron 'train' (digits.ts:4).");
  });
});
