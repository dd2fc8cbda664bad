// Magics, as they act on a kernel.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openTestKernel, printed, type TestKernel } from "./kernel.fixture.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await openTestKernel();
});
after(() => kernel[Symbol.asyncDispose]());

const says = async (code: string): Promise<string> => printed((await kernel.run(code)).outputs, "stdout");

describe("a cell with a magic", () => {
  it("installs a package into the notebook's folder, for the import on the next line", async () => {
    const local = join(kernel.directory, "greeter");
    await mkdir(local);
    await writeFile(join(local, "package.json"), '{ "name": "greeter", "version": "1.0.0", "type": "module" }');
    await writeFile(join(local, "index.js"), "export const greeting = 'hi';");

    const missing = await kernel.run("import { greeting } from 'greeter'; greeting");
    const found = await kernel.run("%npm install ./greeter\nimport { greeting } from 'greeter'; console.log(greeting)");

    assert.equal(missing.reply["status"], "error");
    assert.equal(found.reply["status"], "ok", JSON.stringify(found.reply));
    assert.match(printed(found.outputs, "stdout"), /added 1 package[\s\S]*hi\n$/);
  });

  it("runs a shell script, and fails as it does", async () => {
    assert.equal(await says("%%bash\necho one; echo $((1 + 1))"), "one\n2\n");

    const { reply } = await kernel.run("%%bash\nexit 3");
    assert.equal(reply["evalue"], "bash ended with exit code 3.");
  });

  it("says how long something takes, and what it came to", async () => {
    const { outputs } = await kernel.run("%time 6 * 7");

    assert.match(printed(outputs, "stdout"), /^Took [\d.]+ (ns|µs|ms|s)\n$/);
    assert.match(
      await says("%timeit Math.sqrt(2)"),
      /per loop \(mean ± standard deviation of 7 runs of [\d,]+ loops\)/,
    );
    assert.match(await says("%%time\nlet timed = 1"), /^Took /);
    assert.equal(await kernel.result("timed"), "1");
  });

  it("says and changes the folder and the environment", async () => {
    assert.equal(await says("%cd greeter"), `${join(kernel.directory, "greeter")}\n`);
    assert.equal(await says("%cd .."), `${kernel.directory}\n`);
    assert.equal(await says("%env SOME_NAME=some value"), "SOME_NAME=some value\n");
    assert.equal(await kernel.result("process.env.SOME_NAME"), "'some value'");
  });

  it("lists what cells have declared, and forgets it", async () => {
    await kernel.run("%reset");
    await kernel.run("const one = 1; function two() {}");

    assert.equal(await says("%who"), "one  1\ntwo  [Function: two]\n");
    const { outputs } = await kernel.run("%reset\nconsole.log(typeof one)");
    assert.equal(printed(outputs, "stdout"), "undefined\n");
    assert.equal(printed(outputs, "stderr"), "");
    assert.equal(await says("%who"), "Nothing is declared.\n");
  });

  it("is complete for a console, and completed by the kernel", async () => {
    assert.equal((await kernel.client.isComplete("%npm install lodash"))["status"], "complete");
    assert.deepEqual((await kernel.client.complete("%np"))["matches"], ["npm"]);
  });
});
