// What each kind of value is shown as: by a real kernel, with the packages that people draw and compute with.

import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { of, openTestKernel, printed, type TestKernel } from "./kernel.fixture.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await openTestKernel();
  await symlink(
    fileURLToPath(new URL("../../../node_modules", import.meta.url)),
    join(kernel.directory, "node_modules"),
  );
});
after(() => kernel[Symbol.asyncDispose]());

/** What the cell's result is shown as. */
async function shown(code: string): Promise<Record<string, string>> {
  const { outputs, reply } = await kernel.run(code);
  assert.equal(reply["status"], "ok", String(reply["evalue"]));
  assert.equal(printed(outputs, "stderr"), "");
  const data = of(outputs, "execute_result")[0]?.data ?? {};
  const texts = Object.entries(data).map(([mime, content]) => [
    mime,
    typeof content === "string" ? content : JSON.stringify(content),
  ]);
  return Object.fromEntries(texts);
}

/** Without tags and styles, as a page would show it. */
const words = (html = ""): string =>
  html
    .replace(/<style>.*?<\/style>/s, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

describe("a value with something inside", () => {
  const values: [what: string, code: string, line: string, inside: RegExp][] = [
    ["an object", "({ a: 1, b: { c: 'x' } })", "{ a: 1, b: [Object] }", /b: \{ c: &#39;x&#39; \} c: &quot;x&quot;/],
    ["an array", "[1, [2]]", "[ 1, [Array] ]", /1: \[ 2 \] 0: 2/],
    ["a map", "new Map([['k', { x: 1 }]])", "Map(1) { &#39;k&#39; =&gt; [Object] }", /x: 1/],
    ["a set", "new Set([{ x: 1 }])", "Set(1) { [Object] }", /x: 1/],
    ["a typed array", "new Float64Array([1.5, 2])", "Float64Array(2) [ 1.5, 2 ]", /0: 1\.5 1: 2/],
    ["an instance", "class Point { x = 1; #y = 2 } new Point()", "Point { x: 1 }", /x: 1/],
    ["a class with static fields", "class Counter { static n = 7 } Counter", "[class Counter]", /n: 7/],
    [
      "an error with its cause",
      "new Error('no', { cause: new TypeError('why') })",
      "Error: no",
      /stack: at Cell \[\d+\]:1:1 cause: TypeError: why/,
    ],
  ];
  for (const [what, code, line, inside] of values) {
    it(`is shown as a tree to open, without a script, and as text: ${what}`, async () => {
      const { "text/html": html = "", "text/plain": text = "" } = await shown(code);

      assert.ok(words(html).startsWith(line), words(html));
      assert.match(words(html), inside);
      assert.match(html, /<details/);
      assert.doesNotMatch(html, /<script/);
      assert.notEqual(text, "");
    });
  }

  it("is shown as text alone when there is nothing inside", async () => {
    for (const code of ["1", "'text'", "({})", "[]", "new Map()", "null", "(() => 1)", "new Date(0)", "/x/"]) {
      assert.deepEqual(Object.keys(await shown(`${code};`)), ["text/plain"], code);
    }
  });

  it("keeps markup in names and values from becoming the page's", async () => {
    const { "text/html": html = "" } = await shown("({ '<img src=x>': '</style><script>1</script>', m: [['<b>']] })");

    assert.doesNotMatch(html, /<img|<script|<b>/);
  });

  it("ends where it contains itself", async () => {
    const { "text/html": html } = await shown("const loop: any = { inner: {} }; loop.inner.outer = loop; loop");

    assert.match(words(html), /outer: \[Circular\]/);
  });

  it("runs no getter, and no trap of a proxy that is inside", async () => {
    const { "text/html": html, "text/plain": text } = await shown(`let ran = 0;
      const watched = new Proxy({ a: 1 }, { get: () => ran++, has: () => ran++ > 0, ownKeys: () => (ran++, []) });
      ({ get danger() { ran++; throw new Error("no") }, watched })`);

    assert.match(words(html), /danger: \[Getter\] watched: \{ a: 1 \}/);
    assert.match(String(text), /danger: \[Getter\]/);
    assert.equal(await kernel.result("ran"), "0");
  });

  it("stays small, however large, deep or wide it is", async () => {
    for (const code of [
      "Array.from({ length: 1e6 }, (_, n) => n)",
      "Object.fromEntries(Array.from({ length: 1e5 }, (_, n) => [`key${n}`, { n }]))",
      "let deep = {}; for (let n = 0; n < 1e4; n++) deep = { deep }; deep",
      "const wide = (n: number): object => Array.from({ length: 50 }, () => n === 0 ? 1 : wide(n - 1)); wide(3)",
      "['x'.repeat(1e7)]",
      "new Map(Array.from({ length: 1e5 }, (_, n) => [n, n]))",
    ]) {
      const { "text/html": html = "", "text/plain": text = "" } = await shown(code);

      assert.ok(html.length < 500_000, `${html.length} of ${code}`);
      assert.ok(text.length < 101_000, `${text.length} of ${code}`);
    }
    assert.match(words((await shown("Array.from({ length: 1000 }, (_, n) => n)"))["text/html"]), /… 900 more$/);
  });

  it("has no colours of a terminal in its text", async () => {
    const { "text/plain": text } = await shown(
      "({ [Symbol.for('nodejs.util.inspect.custom')]: () => '\\u001b[31mred\\u001b[39m' })",
    );

    assert.equal(text, "red");
  });
});

describe("a table", () => {
  it("is drawn of records: numbers to the right, the rest to the left, what is missing empty", async () => {
    const { "text/html": html = "" } = await shown("[{ n: 1, s: 'a<b' }, { n: 22.5, t: [1] }]");

    assert.equal(words(html), "n s t 0 1 a&lt;b 1 22.5 [ 1 ]");
    assert.match(html, /<td>22.5<\/td><td><\/td>/);
    assert.match(html, /<table class="covalent-table covalent-number-2">/);
    assert.match(html, /\.covalent-table\.covalent-number-2 tr>:nth-child\(2\).*\{text-align:right\}/);
  });

  it("spares the reader the digits that are the machine's", async () => {
    assert.equal(words((await shown("[{ n: 0.1 + 0.2 }, { n: 1 / 3 }]"))["text/html"]), "n 0 0.3 1 0.333333333333");
  });

  it("says how many rows and columns it leaves out", async () => {
    const { "text/html": html } = await shown(
      "Array.from({ length: 1010 }, (_, n) => Object.fromEntries(Array.from({ length: 40 }, (_, c) => [`c${c}`, n])))",
    );

    assert.match(words(html), /… 990 more rows, … 10 more columns$/);
  });

  it("is drawn of rows of numbers, as arrays and as typed arrays", async () => {
    for (const code of ["[[1, 2], [3, 4]]", "[Float32Array.of(1, 2), Float32Array.of(3, 4)]"]) {
      assert.equal(words((await shown(code))["text/html"]), "0 1 0 1 2 1 3 4");
    }
  });

  it("is drawn of an Arrow table, and of a matrix in one typed array", async () => {
    const arrow = await shown(
      "import { tableFromArrays } from 'apache-arrow'; tableFromArrays({ n: Int32Array.of(1, 2), s: ['x', 'y'] })",
    );
    const matrix = await shown("({ shape: [2, 2], stride: [2, 1], offset: 0, data: Float64Array.of(1, 2, 3, 4) })");

    assert.equal(words(arrow["text/html"]), "n s 0 1 x 1 2 y");
    assert.equal(arrow["text/plain"], "   n  s\n0  1  x\n1  2  y");
    assert.equal(words(matrix["text/html"]), "0 1 0 1 2 1 3 4");
  });

  it("is asked for by display.table, of whatever can be gone through, and refused of what cannot", async () => {
    const { outputs } = await kernel.run("display.table(new Set(['a', 'b']))");
    const { reply } = await kernel.run("display.table(5)");

    assert.equal(of(outputs, "display_data")[0]?.data["text/plain"], "   value\n0  a\n1  b");
    assert.match(String(reply["evalue"]), /display\.table shows an array of records/);
  });
});

describe("a chart", () => {
  it("of Vega-Lite is its specification, also when something builds it", async () => {
    const spec = await shown("({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'bar' })");
    const built = await shown("import * as vl from 'vega-lite-api'; vl.markBar().data([{ a: 1 }])");

    assert.deepEqual(Object.keys(spec), ["application/vnd.vegalite.v5+json", "text/plain"]);
    assert.match(String(built["application/vnd.vegalite.v5+json"]), /"mark":\{"type":"bar"\}/);
  });

  it("of Observable Plot needs no document: a plot, a mark, a plot with a legend", async () => {
    const plot = await shown(
      "import * as Plot from '@observablehq/plot'; Plot.plot({ marks: [Plot.dot([[1, 2], [3, 4]])] })",
    );
    const mark = await shown("Plot.lineY([1, 2, 3])");
    const figure = await shown(
      "Plot.plot({ color: { legend: true }, marks: [Plot.dot([[1, 2, 'a']], { x: 0, y: 1, fill: ([, , kind]) => kind })] })",
    );

    for (const svg of [plot, mark]) {
      assert.match(String(svg["image/svg+xml"]), /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      assert.match(String(svg["text/html"]), /^<svg /);
    }
    assert.match(String(figure["text/html"]), /^<figure/);
    assert.equal(plot["text/plain"], "[SVG image]");
  });
});

describe("a picture", () => {
  const png =
    "Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')";

  it("is known by how its bytes begin", async () => {
    const jpeg = await shown("Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)");
    const other = await shown("Buffer.from('text')");

    assert.match(String((await shown(png))["image/png"]), /^iVBORw0KGgo/);
    assert.equal(jpeg["image/jpeg"], "/9j/4A==");
    assert.equal(jpeg["text/plain"], "[JPEG image, 4 bytes]");
    assert.ok(!("image/png" in other));
  });

  it("is asked of a canvas", async () => {
    const canvas = await shown(
      `class Canvas { getContext() { return {} } toBuffer(mime: string) { return mime === "image/png" ? ${png} : Buffer.of() } } new Canvas()`,
    );

    assert.match(String(canvas["image/png"]), /^iVBORw0KGgo/);
  });
});

describe("what shows itself", () => {
  it("may give bytes, and HTML by the names that data packages have for it", async () => {
    const bytes = await shown("({ [Symbol.for('Jupyter.display')]: () => ({ 'image/png': Uint8Array.of(1, 2) }) })");
    const repr = await shown("({ _repr_html_: () => '<i>mine</i>' })");

    assert.equal(bytes["image/png"], "AQI=");
    assert.equal(repr["text/html"], "<i>mine</i>");
  });

  it("is told about when it gives what cannot be sent", async () => {
    const { outputs, reply } = await kernel.run(
      "({ [Symbol.for('Jupyter.display')]: () => ({ 'application/json': 1n }) })",
    );

    assert.equal(reply["status"], "ok");
    assert.match(printed(outputs, "stderr"), /its application\/json is no JSON/);
  });
});

describe("a promise", () => {
  it("is shown as what it comes to, or fails with", async () => {
    const { outputs } = await kernel.run(
      "display(Promise.resolve({ a: 1 })); display(Promise.reject(new RangeError('too far')))",
    );
    const [value, failure] = of(outputs, "display_data").map(({ data }) => String(data["text/plain"]));

    assert.equal(value, "{ a: 1 }");
    assert.match(String(failure), /^RangeError: too far/);
  });
});
