import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { aDispatcher } from "../dispatcher.fixture.ts";
import { testExecutor } from "../shell/executor.fixture.ts";
import { aLattice } from "../shell/lattice.fixture.ts";
import { otlpJson, type Span } from "./otlp.ts";
import { spansOf } from "./spans.ts";

const lattice = aLattice([
  "load",
  { name: "inner", kind: "sublattice", needs: [0] },
  { name: "fragile", needs: [0] },
  { name: "fails", needs: [2] },
  { name: "after", needs: [3] },
]);

async function traced(test: TestContext): Promise<Span[]> {
  const { submit, ended, database } = await aDispatcher(test, {
    executor: testExecutor(({ name, attempt }) => {
      if (name === "inner") return { expandsTo: aLattice(["half", { name: "add", needs: [0] }]) };
      if (name === "fragile" && attempt.endsWith(".1")) return { dies: "SIGKILL" };
      return name === "fails"
        ? { throws: { name: "RangeError", message: "too high", stack: "RangeError: too high\n    at x" } }
        : { returns: new Uint8Array(1) };
    }),
  });
  await ended(await submit(lattice));
  return [...(spansOf(database, 1, 99_000) ?? [])];
}

const named = (spans: readonly Span[], name: string): Span => {
  const span = spans.find((it) => it.name === name);
  assert.ok(span, `no span '${name}' among ${spans.map((it) => it.name).join(", ")}`);
  return span;
};

const attribute = (span: Span, key: string): unknown =>
  Object.values(span.attributes.find((it) => it.key === key)?.value ?? {})[0];

describe("the trace of a dispatch", () => {
  it("has the dispatch, its electrons under it or under their sublattice, and their attempts under them", async (test) => {
    const spans = await traced(test);
    const parentOf = (name: string) => spans.find(({ spanId }) => spanId === named(spans, name).parentSpanId)?.name;

    assert.equal(named(spans, "digits").parentSpanId, "");
    assert.deepEqual(["load", "inner", "half", "add"].map(parentOf), ["digits", "digits", "inner", "inner"]);
    assert.equal(parentOf("load, attempt 1"), "load");
    assert.deepEqual(
      spans.filter(({ name }) => name.startsWith("fragile, ")).map(({ name, status }) => [name, status.code]),
      [
        ["fragile, attempt 1", 2],
        ["fragile, attempt 2", 1],
      ],
    );
  });

  it("has ids that are one trace's, each its own, and times within those around them", async (test) => {
    const spans = await traced(test);
    const byId = new Map(spans.map((span) => [span.spanId, span]));

    assert.equal(byId.size, spans.length);
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1);
    for (const span of spans) {
      assert.match(span.traceId, /^[0-9a-f]{32}$/);
      assert.match(span.spanId, /^[0-9a-f]{16}$/);
      assert.match(span.startTimeUnixNano, /^\d+$/);
      assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano), span.name);
      for (const link of span.links) assert.ok(byId.has(link.spanId), `${span.name} is linked to nothing`);
    }
  });

  it("links an electron to those that it takes something from", async (test) => {
    const spans = await traced(test);

    const [link] = named(spans, "fails").links;
    assert.equal(link?.spanId, named(spans, "fragile").spanId);
    assert.deepEqual(link?.attributes, [{ key: "covalent.argument", value: { stringValue: "x0" } }]);
  });

  it("says what failed, and why, and what was not run for it", async (test) => {
    const spans = await traced(test);
    const failed = named(spans, "fails");

    assert.deepEqual(failed.status, { code: 2, message: "too high" });
    assert.deepEqual(failed.events.find(({ name }) => name === "exception")?.attributes, [
      { key: "exception.type", value: { stringValue: "RangeError" } },
      { key: "exception.message", value: { stringValue: "too high" } },
      { key: "exception.stacktrace", value: { stringValue: "RangeError: too high\n    at x" } },
    ]);
    assert.equal(attribute(named(spans, "after"), "covalent.state"), "UPSTREAM_FAILED");
    assert.equal(named(spans, "after").status.code, 2);
    assert.equal(named(spans, "load").status.code, 1);
    assert.equal(named(spans, "digits").status.code, 2);
  });

  it("ends now what has not ended", async (test) => {
    const { submit, database, executor } = await aDispatcher(test, { executor: testExecutor(() => "wait") });
    await submit(lattice);
    await executor.starts("load");

    const spans = [...(spansOf(database, 1, 99_000) ?? [])];

    assert.deepEqual(
      spans.map(({ name }) => name),
      ["digits", "load"],
    );
    assert.ok(spans.every(({ endTimeUnixNano }) => endTimeUnixNano === "99000000000"));
    assert.equal(attribute(named(spans, "load"), "covalent.unfinished"), true);
    assert.deepEqual(named(spans, "load").status, { code: 0 });
  });

  it("is one JSON document, as collectors take it", async (test) => {
    const spans = await traced(test);

    const document = JSON.parse([...otlpJson(spans, "1.2.3")].join(""));

    assert.deepEqual(document.resourceSpans[0].scopeSpans[0].spans, spans);
    assert.deepEqual(document.resourceSpans[0].resource.attributes[0], {
      key: "service.name",
      value: { stringValue: "covalent" },
    });
    assert.deepEqual(JSON.parse([...otlpJson([], "1")].join("")).resourceSpans[0].scopeSpans[0].spans, []);
  });
});
