import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Output } from "covalent-ts/jupyter";
import { latticeMime } from "covalent-ts/protocol";
import type { Content } from "./output-content.ts";
import { editsFor, noOutputs, type OutputEdit } from "./output-edits.ts";

const stream = (name: "stdout" | "stderr", text: string): Output => ({ type: "stream", name, text });
const display = (data: Record<string, unknown>, id?: string): Output => ({
  type: "display_data",
  data,
  metadata: {},
  transient: id === undefined ? {} : { display_id: id },
});

/** Edits in words: what a person would see happen. */
function say(edit: OutputEdit): string {
  if (edit.type === "clear") return "clear";
  if (edit.type === "extend") return `extend: ${text(edit.item.bytes)}`;
  const first = edit.content.items[0];
  const shown = `${edit.content.metadata["outputType"]}: ${first === undefined ? "" : text(first.bytes)}`;
  return edit.type === "update" ? `update ${edit.display} ${shown}` : shown;
}
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
function tell(...outputs: Output[]): string[] {
  const state = noOutputs();
  return outputs.flatMap((output) => editsFor(state, output)).map(say);
}
function contentOf(output: Output): Content {
  const [edit] = editsFor(noOutputs(), output);
  assert.ok(edit !== undefined && "content" in edit);
  return edit.content;
}

describe("what a cell prints", () => {
  it("joins pieces of one stream, and keeps the two streams apart and in order", () => {
    const told = tell(stream("stdout", "a"), stream("stdout", "b"), stream("stderr", "c"), stream("stdout", "d"));

    assert.deepEqual(told, ["stream: a", "extend: b", "stream: c", "stream: d"]);
  });

  it("starts a new output for a stream that something was shown after", () => {
    const told = tell(stream("stdout", "a"), display({ "text/plain": "picture" }), stream("stdout", "b"));

    assert.deepEqual(told, ["stream: a", "display_data: picture", "stream: b"]);
  });
});

describe("clear_output", () => {
  it("clears at once, and the stream that was there is not extended", () => {
    const told = tell(stream("stdout", "a"), { type: "clear_output", wait: false }, stream("stdout", "b"));

    assert.deepEqual(told, ["stream: a", "clear", "stream: b"]);
  });

  it("waits for the next output when asked to, and clears once", () => {
    const told = tell(
      stream("stdout", "1%"),
      { type: "clear_output", wait: true },
      stream("stdout", "2%"),
      stream("stdout", "."),
    );

    assert.deepEqual(told, ["stream: 1%", "clear", "stream: 2%", "extend: ."]);
  });
});

describe("what a cell shows", () => {
  it("names a display, so that an update finds it", () => {
    const state = noOutputs();

    const [shown] = editsFor(state, display({ "text/plain": "0 of 3" }, "graph"));
    const updated = editsFor(state, {
      type: "update_display_data",
      data: { "text/plain": "3 of 3" },
      metadata: {},
      transient: { display_id: "graph" },
    });

    assert.equal(shown?.type === "append" && shown.display, "graph");
    assert.deepEqual(updated.map(say), ["update graph display_data: 3 of 3"]);
  });

  it("puts our graph first and plain text last, pictures as bytes, json as text", () => {
    const { items } = contentOf(
      display({
        "text/plain": "graph",
        "image/png": Buffer.from([1, 2, 3]).toString("base64"),
        "image/svg+xml": ["<svg>", "</svg>"],
        [latticeMime]: { version: 1 },
      }),
    );

    assert.deepEqual(
      items.map(({ mime, bytes }) => [mime, mime === "image/png" ? [...bytes] : text(bytes)]),
      [
        [latticeMime, '{"version":1}'],
        ["image/svg+xml", "<svg></svg>"],
        ["image/png", [1, 2, 3]],
        ["text/plain", "graph"],
      ],
    );
  });

  it("remembers of a result which execution it is of, for the saved notebook", () => {
    const result: Output = {
      type: "execute_result",
      execution_count: 7,
      data: { "text/plain": "42" },
      metadata: { isolated: true },
      transient: {},
    };

    assert.deepEqual(contentOf(result).metadata, {
      outputType: "execute_result",
      executionCount: 7,
      metadata: { isolated: true },
      transient: {},
    });
  });

  it("keeps an error as it came beside how VS Code shows it", () => {
    const { items, metadata } = contentOf({
      type: "error",
      ename: "TypeError",
      evalue: "x is not a function",
      traceback: ["TypeError: x is not a function", "    at Cell [2]:1:1"],
    });

    assert.deepEqual(JSON.parse(text(items[0]?.bytes ?? new Uint8Array())), {
      name: "TypeError",
      message: "x is not a function",
      stack: "TypeError: x is not a function\n    at Cell [2]:1:1",
    });
    assert.deepEqual(metadata, {
      outputType: "error",
      originalError: {
        output_type: "error",
        ename: "TypeError",
        evalue: "x is not a function",
        traceback: ["TypeError: x is not a function", "    at Cell [2]:1:1"],
      },
    });
  });
});
