import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CovalentError } from "../errors.ts";
import { describeError } from "./index.ts";

describe("the description of what was thrown", () => {
  it("keeps the name, the message, and every cause", () => {
    class ConvergenceError extends Error {
      override name = "ConvergenceError";
    }
    const thrown = new ConvergenceError("no minimum", { cause: new RangeError("step", { cause: "text" }) });

    const { name, message, cause } = describeError(thrown);

    assert.deepEqual({ name, message }, { name: "ConvergenceError", message: "no minimum" });
    assert.equal(cause?.name, "RangeError");
    assert.deepEqual(cause?.cause, { name: "Error", message: "text", stack: "Error: text" });
  });

  it("shows no frame of ours, nor of Node", () => {
    const { stack } = describeError(new Error("here"));

    assert.equal(stack, "Error: here");
  });

  it("keeps frames of the author's files and packages, and the first of the files as the place", () => {
    const thrown = new Error("far away");
    thrown.stack = [
      "Error: far away",
      "    at inner (/project/node_modules/package/index.js:1:2)",
      "    at train (file:///project/train.ts:4:11)",
      "    at async Promise.all (index 0)",
      "    at node:internal/process/task_queues:95:5",
    ].join("\n");

    const { stack, place } = describeError(thrown);

    assert.deepEqual(stack.split("\n"), [
      "Error: far away",
      "    at inner (/project/node_modules/package/index.js:1:2)",
      "    at train (/project/train.ts:4:11)",
    ]);
    assert.deepEqual(place, { file: "/project/train.ts", line: 4, column: 11 });
  });

  it("keeps the code, the remedy and the place of an error of ours", () => {
    const place = { file: "/project/train.ts", line: 1, column: 1 };
    const thrown = new CovalentError("VALUE_CANNOT_TRAVEL", { electron: "E", path: "a", kind: "Socket", place });

    const described = describeError(thrown);

    assert.equal(described.code, "VALUE_CANNOT_TRAVEL");
    assert.equal(described.remedy, "Open it inside the electron, or pass in what it is made from.");
    assert.deepEqual(described.place, place);
  });

  it("lists the errors of an AggregateError", () => {
    const { stack } = describeError(new AggregateError([new Error("one"), new TypeError("two")], "both"));

    assert.deepEqual(stack.split("\n"), ["AggregateError: both", "  [0] Error: one", "  [1] TypeError: two"]);
  });

  const strange: [string, unknown, string][] = [
    ["a text", "no error", "no error"],
    ["nothing", undefined, "undefined"],
    ["an object", { code: 5 }, "{ code: 5 }"],
    [
      "an error whose message throws",
      Object.defineProperty(new Error(), "message", {
        get: () => {
          throw 1;
        },
      }),
      "",
    ],
    ["an object without a prototype", Object.create(null), "[Object: null prototype] {}"],
    ["a revoked proxy", revoked(), "<Revoked Proxy>"],
  ];
  for (const [title, thrown, message] of strange) {
    it(`can be made of ${title}`, () => assert.equal(describeError(thrown).message, message));
  }

  it("ends, even where a cause is its own cause", () => {
    const thrown = new Error("round");
    thrown.cause = thrown;

    assert.equal(describeError(thrown).cause?.cause?.message, "round");
  });
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
