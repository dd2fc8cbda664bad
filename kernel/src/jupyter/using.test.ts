// `using` at the top level of a cell: what it declares is there for later cells, and disposed when they can have it no more.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openTestKernel, printed, type TestKernel } from "./kernel.fixture.ts";

/** A resource that prints its end, and writes it down for when nobody listens any more. */
const Resource = `import { appendFileSync } from "node:fs";
class Resource {
  isOpen = true;
  constructor(public name: string) { console.log("open " + name); }
  [Symbol.dispose]() { this.isOpen = false; console.log("close " + this.name); appendFileSync("closed.txt", this.name + " "); }
}
class Slow extends Resource {
  async [Symbol.asyncDispose]() { await new Promise((later) => setTimeout(later, 20)); this[Symbol.dispose](); }
}`;

describe("what a cell declares with `using`", () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await openTestKernel({}, {});
    const { reply } = await kernel.run(Resource);
    assert.equal(reply["status"], "ok");
  });
  after(() => kernel[Symbol.asyncDispose]());

  it("is open in later cells", async () => {
    await kernel.run("using a = new Resource('a'), b = new Resource('b');\nawait using c = new Slow('c');");

    assert.equal(await kernel.result("[a.isOpen, b.isOpen, c.isOpen]"), "[ true, true, true ]");
  });

  it("is disposed before the cell that declares its name again runs, whatever as, the last first", async () => {
    const again = await kernel.run("using a = new Resource('again');\nconst c = 1, b = 2;");

    assert.equal(printed(again.outputs, "stdout"), "close c\nclose b\nclose a\nopen again\n");
    assert.equal(await kernel.result("[a.name, b, c]"), "[ 'again', 2, 1 ]");
  });

  it("is disposed where its block, loop or function ends, as ever", async () => {
    const { outputs } = await kernel.run(
      "{ using x = new Resource('x'); }\nfor (using y of [new Resource('y')]) console.log(y.isOpen);\nfunction f() { using z = new Resource('z'); }\nf()",
    );

    assert.equal(printed(outputs, "stdout"), "open x\nclose x\nopen y\ntrue\nclose y\nopen z\nclose z\n");
  });

  it("may be nothing, and is refused if it cannot be disposed, by the type checker and without it", async () => {
    assert.equal((await kernel.run("using none = null;\nawait using nor = undefined")).reply["status"], "ok");
    assert.equal((await kernel.run("using five = 5")).reply["ename"], "TypeScriptError");
    const { reply } = await kernel.run("// @ts-nocheck\nawait using five = 5");

    assert.deepEqual(
      [reply["ename"], reply["evalue"]],
      [
        "TypeError",
        "'five' has no method [Symbol.asyncDispose]() or [Symbol.dispose]() for 'using' to call. Declare it with 'const'.",
      ],
    );
  });

  it("that fails to be disposed is told of, and the cell runs", async () => {
    await kernel.run("using bad = { [Symbol.dispose]() { throw new Error('stuck'); } };");
    const { outputs, reply } = await kernel.run("const bad = 1");

    assert.equal(reply["status"], "ok");
    assert.match(printed(outputs, "stderr"), /^'bad' could not be disposed: Error: stuck/);
  });

  it("is disposed when the cells begin anew", async () => {
    await kernel.run("await using slow = new Slow('slow')");
    await kernel.run("%reset");

    assert.match(await readFile(join(kernel.directory, "closed.txt"), "utf8"), /slow again $/);
  });

  it("is disposed when the kernel is shut down, while a cell runs too", async () => {
    const another = await openTestKernel();
    await another.run(`// @ts-nocheck\n${Resource}`);
    await another.run("using left = new Resource('left'); await using slow = new Slow('slow')");
    another.client.execute("console.log('on'); while (true) {}");
    await another.client.shutdown();
    await untilWritten(join(another.directory, "closed.txt"), "slow left ");
    await another[Symbol.asyncDispose]();
  });
});

async function untilWritten(path: string, text: string): Promise<void> {
  while ((await readFile(path, "utf8").catch(() => "")) !== text) await new Promise((later) => setTimeout(later, 20));
}
