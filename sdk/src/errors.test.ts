import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { CovalentError, errorCodes, LatticeError } from "./errors.ts";

describe("the table of errors", () => {
  it("is the one that docs/errors.md explains, code for code", () => {
    const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");

    const documented = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((row) => row[1]);

    assert.deepEqual(documented.toSorted(), errorCodes.toSorted());
  });

  it("ends each message with what to do, and keeps the facts", () => {
    const error = new CovalentError("UNKNOWN_DISPATCH", { dispatch: "d-7f3a" });

    assert.equal(error.message, "There is no dispatch 'd-7f3a'. List those there are with `covalent ls`.");
    assert.deepEqual(error.about, { dispatch: "d-7f3a" });
  });
});

describe("an error of another copy of this package", () => {
  it("is an instance of the same kind here", async () => {
    const copy: typeof import("./errors.ts") = await import(`./errors.ts?copy=${process.pid}`);

    const theirs = new copy.LatticeError("NOT_A_LATTICE", { what: "a number" });

    assert.ok(theirs instanceof CovalentError);
    assert.ok(theirs instanceof LatticeError);
    assert.ok(!(new copy.CovalentError("NOT_A_LATTICE", { what: "a number" }) instanceof LatticeError));
    assert.ok(!(new Error("another") instanceof CovalentError));
  });
});
