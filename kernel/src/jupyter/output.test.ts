// What cells print and display: whole, in order, and under the right cell.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { type Output, outputOf, parentOf } from "covalent-ts/jupyter";
import { of, openTestKernel, printed, type TestKernel } from "./kernel.fixture.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await openTestKernel();
});
after(() => kernel[Symbol.asyncDispose]());

/** Everything published for a cell until `enough` says so, also after its end. */
async function heardUntil(
  code: string,
  enough: (heard: Output[]) => boolean,
  then?: () => Promise<unknown>,
): Promise<Output[]> {
  const heard: Output[] = [];
  const done = Promise.withResolvers<void>();
  let id = "";
  using _listening = kernel.client.onPublished((message) => {
    const output = outputOf(message);
    if (output === undefined || parentOf(message) !== id) return;
    heard.push(output);
    if (enough(heard)) done.resolve();
  });
  const execution = kernel.client.execute(code);
  id = execution.id;
  await execution.reply;
  await then?.();
  await done.promise;
  return heard;
}

describe("what a cell prints", () => {
  it("comes on the stream that it was printed to, in the order in which it was printed", async () => {
    const { outputs } = await kernel.run(
      "console.log('a'); console.error('b'); process.stdout.write('c'); console.warn('d')",
    );

    assert.deepEqual(
      of(outputs, "stream").map(({ name, text }) => [name, text]),
      [
        ["stdout", "a\n"],
        ["stderr", "b\n"],
        ["stdout", "c"],
        ["stderr", "d\n"],
      ],
    );
  });

  it("is what Node would print of it, within groups too", async () => {
    const code = `
      for (const value of ["%d", "a\\nb", "", 1.5, -0, NaN, 1n, null, { a: "b" }]) console.log(value);
      console.log("%d", 1, "x");
      console.log();
      console.group("group");
      console.info("a\\nb");
      console.groupCollapsed();
      console.debug(1);
      console.groupEnd();
      console.groupEnd();
      console.groupEnd();
      console.log("out");`;

    const { outputs } = await kernel.run(code);

    const node = spawnSync(process.execPath, ["-e", code], { encoding: "utf8" });
    assert.equal(printed(outputs, "stdout"), node.stdout);
  });

  it("comes between busy and idle, 300 times out of 300", async () => {
    for (let n = 0; n < 300; n++) {
      const { outputs } = await kernel.run(`console.log(${n}); ${n}`);

      assert.deepEqual(
        outputs.map((output) => (output.type === "status" ? output.execution_state : output.type)),
        ["busy", "execute_input", "stream", "execute_result", "idle"],
      );
    }
  });

  it("arrives whole when it is a million lines, in few messages", async () => {
    const { outputs } = await kernel.run("for (let n = 0; n < 1_000_000; n++) console.log(n)");

    const text = printed(outputs, "stdout");
    assert.equal(text.length, 6_888_890);
    assert.ok(text.endsWith("999998\n999999\n"));
    assert.ok(of(outputs, "stream").length < 1_000, `${of(outputs, "stream").length} messages`);
  });

  it("arrives from child processes too, before the cell ends", async () => {
    const { outputs } = await kernel.run(
      "import { execSync } from 'node:child_process'; execSync('echo out; echo err >&2', { stdio: 'inherit' }); 1",
    );

    assert.equal(printed(outputs, "stdout"), "out\n");
    assert.equal(printed(outputs, "stderr"), "err\n");
  });

  it("belongs to the cell that started it, however late", async () => {
    const heard = await heardUntil(
      "const late = Promise.withResolvers(); late.promise.then(() => console.log('from the first')); 0",
      (outputs) => printed(outputs, "stdout") !== "",
      () => kernel.run("console.log('from the second'); late.resolve()"),
    );

    assert.equal(printed(heard, "stdout"), "from the first\n");
  });

  it("includes what its timers throw, and what its promises reject with, unhandled", async () => {
    const heard = await heardUntil(
      "setTimeout(() => { throw new Error('in a timer') }); Promise.reject(new Error('unhandled')); 0",
      (outputs) => /unhandled/.test(printed(outputs, "stderr")) && /in a timer/.test(printed(outputs, "stderr")),
    );

    assert.match(printed(heard, "stderr"), /Unhandled rejection: Error: unhandled\n {4}at Cell \[\d+\]:1:/);
    assert.equal(await kernel.result("'still here'"), "'still here'");
  });
});

describe("display", () => {
  const shows: [mime: string, code: string, content: unknown][] = [
    ["text/html", "display.html('<b>hi</b>')", "<b>hi</b>"],
    ["text/markdown", "display.markdown('*hi*')", "*hi*"],
    ["text/latex", "display.latex('$x$')", "$x$"],
    ["image/svg+xml", "display.svg('<svg/>')", "<svg/>"],
    ["image/png", "display.png(new Uint8Array([1, 2, 3]))", "AQID"],
    ["image/jpeg", "display.jpeg('AQID')", "AQID"],
    ["application/json", "display.json({ a: [1] })", { a: [1] }],
    ["application/vnd.vegalite.v5+json", "display.vegalite({ mark: 'bar' })", { mark: "bar" }],
    ["text/plain", "display([1, 2])", "[ 1, 2 ]"],
  ];
  for (const [mime, code, content] of shows) {
    it(`shows ${mime}, once, and text beside it`, async () => {
      const { outputs } = await kernel.run(code);

      assert.deepEqual(of(outputs, "display_data")[0]?.data[mime], content);
      assert.equal(typeof of(outputs, "display_data")[0]?.data["text/plain"], "string");
      assert.deepEqual(of(outputs, "execute_result"), []);
    });
  }

  it("updates what it showed, from any cell, by handle and by id", async () => {
    const first = await kernel.run("const shown = display('one', { id: 'mine' })");
    const second = await kernel.run("shown.update('two'); display.update('mine', 'three')");

    assert.equal(of(first.outputs, "display_data")[0]?.transient.display_id, "mine");
    assert.deepEqual(
      of(second.outputs, "update_display_data").map(({ data, transient }) => [
        transient.display_id,
        data["text/plain"],
      ]),
      [
        ["mine", "'two'"],
        ["mine", "'three'"],
      ],
    );
  });

  it("empties the output, as console.clear does", async () => {
    const { outputs } = await kernel.run("console.log('gone'); console.clear(); display.clear({ wait: true })");

    assert.deepEqual(
      outputs.filter(({ type }) => type === "stream" || type === "clear_output").map(({ type }) => type),
      ["stream", "clear_output", "clear_output"],
    );
    assert.deepEqual(
      of(outputs, "clear_output").map(({ wait }) => wait),
      [false, true],
    );
  });

  it("asks values that know how to show themselves, also when that takes time", async () => {
    const { outputs } = await kernel.run(
      "class Plot { async [Symbol.for('Jupyter.display')]() { await 0; return { 'text/html': '<i>plot</i>' } } }\nnew Plot()",
    );

    assert.equal(of(outputs, "execute_result")[0]?.data["text/html"], "<i>plot</i>");
  });

  it("shows the text, and says why, when a value fails to show itself", async () => {
    const { outputs, reply } = await kernel.run(
      "({ x: 1, [Symbol.for('Jupyter.display')]() { throw new Error('no plot') } })",
    );

    assert.equal(reply["status"], "ok");
    assert.match(printed(outputs, "stderr"), /no plot/);
    assert.match(String(of(outputs, "execute_result")[0]?.data["text/plain"]), /x: 1/);
  });

  it("shows in one place how far a loop is, and gives it the same values", async () => {
    const { outputs } = await kernel.run(
      "let sum = 0; for await (const x of progress([1, 2, 3], { label: 'Adding' })) { sum += x; await new Promise((r) => setTimeout(r, 120)); } sum",
    );

    const [first] = of(outputs, "display_data");
    const updates = of(outputs, "update_display_data");
    assert.match(String(first?.data["text/plain"]), /^Adding \[\.{30}\] 0\/3 in/);
    assert.match(String(updates.at(-1)?.data["text/plain"]), /^Adding \[#{30}\] 3\/3 in/);
    assert.ok(updates.every(({ transient }) => transient.display_id === first?.transient.display_id));
    assert.equal(of(outputs, "execute_result")[0]?.data["text/plain"], "6");
  });
});
