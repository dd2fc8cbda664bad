// What `kernel/build.mjs` makes of the kernel, and when it is what starts.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { of, openTestKernel, type TestKernel } from "../jupyter/kernel.fixture.ts";

const source = fileURLToPath(new URL("../../", import.meta.url));

describe("a built kernel", () => {
  // Where it finds the packages of npm, and its sources do not lie beside it.
  const folder = join(source, "..", ".cache");
  let installed: string;
  let kernel: TestKernel;
  before(async () => {
    mkdirSync(folder, { recursive: true });
    installed = mkdtempSync(join(folder, "built-"));
    cpSync(join(source, "bin"), join(installed, "bin"), { recursive: true });
    execFileSync(process.execPath, [join(source, "build.mjs"), join(installed, "dist")]);
    kernel = await openTestKernel({}, {}, join(installed, "bin", "covalent-kernel.mjs"));
  });
  after(async () => {
    await kernel[Symbol.asyncDispose]();
    rmSync(installed, { recursive: true, force: true, maxRetries: 20 });
  });

  it("checks a cell's types, and runs it", async () => {
    const wrong = await kernel.run("const n: number = 'text'");
    const right = await kernel.result("const n: number = 6; n * 7");

    assert.match(String(wrong.reply["evalue"]), /Type 'string' is not assignable to type 'number'/);
    assert.equal(right, "42");
  });

  it("brings the sdk to cells, and shows an error in the cell's own lines", async () => {
    assert.equal(await kernel.result("import * as ct from 'covalent-ts'; typeof ct.electron"), "'function'");

    const { outputs } = await kernel.run("function f() {\n  throw new Error('here');\n}\nf()");

    const [error] = of(outputs, "error");
    assert.match(
      error?.traceback.join("\n") ?? "",
      /^Error: here\n +at f \(Cell \[\d+\]:2:9\)\n +at Cell \[\d+\]:4:1$/,
    );
  });

  it("interrupts what is busy", async () => {
    const ran = kernel.run("console.log('begun'); for (;;);");
    const begun = Promise.withResolvers<void>();
    const hearing = kernel.client.onPublished(({ header }) => header.msg_type === "stream" && begun.resolve());
    await begun.promise;
    hearing[Symbol.dispose]();

    await kernel.client.interrupt();

    assert.equal((await ran).reply["ename"], "Interrupted");
    assert.equal(await kernel.result("n"), "6");
  });
});

describe("what was built", async () => {
  const { isInStep, sourcesFile, stateOf } = await import(new URL("../../bin/in-step.mjs", import.meta.url).href);
  let dist: string;
  before(() => {
    dist = mkdtempSync(join(tmpdir(), "covalent-built-"));
  });
  after(() => rmSync(dist, { recursive: true }));

  it("is in step with its sources until one of them changes or goes", () => {
    const [one, other] = [join(dist, "one.ts"), join(dist, "other.ts")];
    const record = (): void => writeFileSync(join(dist, sourcesFile), JSON.stringify(stateOf([one, other])));
    for (const path of [one, other]) writeFileSync(path, "1");
    assert.equal(isInStep(dist), false, "nothing was built yet");

    record();
    assert.equal(isInStep(dist), true);

    writeFileSync(one, "12");
    assert.equal(isInStep(dist), false);

    record();
    rmSync(other);
    assert.equal(isInStep(dist), false);
  });
});
