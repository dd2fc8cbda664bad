import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { notebook, placed } from "./notebook.fixture.ts";

describe("when the type checker ends", () => {
  it("starts again, and knows the cells that ran", async (t) => {
    const { language, servers } = await notebook(t);
    language.accept("const x = 1", 1);
    await language.check("x");

    for (const round of [1, 2, 3]) {
      process.kill(servers.at(-1) ?? 0, "SIGKILL");
      assert.deepEqual(placed(await language.check("x.length")), ["1:3 TS2339"]);
      assert.equal(servers.length, round + 1);
    }
    assert.equal(language.unavailable, undefined);
  });

  it("asks again what it was asked", async (t) => {
    const { language, servers } = await notebook(t);
    await language.check("1");

    const asked = language.check("''.toFixed()");
    process.kill(servers.at(-1) ?? 0, "SIGKILL");

    assert.deepEqual(placed(await asked), ["1:4 TS2551"]);
  });

  it("ends one that does not answer in time", async (t) => {
    const { language, log, servers } = await notebook(t, {}, { patience: 2_000 });
    await language.check("1");

    process.kill(servers.at(-1) ?? 0, "SIGSTOP");

    assert.deepEqual(placed(await language.check("''.toFixed()")), ["1:4 TS2551"]);
    assert.match(log.join("\n"), /did not answer textDocument\/diagnostic within 2000 ms/);
  });
});

describe("where there is no type checker", () => {
  it("answers with nothing, and says why", async (t) => {
    const { language } = await notebook(t, {}, { compiler: "/nowhere/tsc" });

    assert.deepEqual(await language.check("const x: number = ''"), []);
    assert.match(language.unavailable ?? "", /could not be started: spawn \/nowhere\/tsc ENOENT/);
    assert.deepEqual(await language.complete("pars", 4), { matches: [], start: 0, end: 4, items: [] });
    assert.equal(await language.inspect("parseFloat", 1, 1), undefined);
    assert.deepEqual(await language.diagnoseAll(["1", "2"]), [[], []]);
  });

  it("gives up on one that ends before it answers", async (t) => {
    const { language } = await notebook(t, {}, { compiler: process.execPath });

    assert.deepEqual(await language.check("const x: number = ''"), []);
    assert.match(language.unavailable ?? "", /The language server ended \(exit code 9\)/);
  });
});

describe("a closed language service", () => {
  it("leaves no process, and answers with nothing; closing twice is harmless", async (t) => {
    const { language, servers } = await notebook(t);
    await language.check("1");
    const [pid = 0] = servers;

    await language[Symbol.asyncDispose]();
    await language[Symbol.asyncDispose]();

    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    assert.deepEqual(await language.check("''.toFixed()"), []);
  });
});
