// Cells stopped, looked into and stepped through, as a front end does it.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openDebugClient } from "./debug-client.fixture.ts";

describe("a breakpoint", () => {
  it("stops its cell at its own line, with the frame and the variables of that line, and lets it go on", async () => {
    await using it = await openDebugClient();
    const running = await it.debug("const a: number = 20;\nconst b = a + 1;\na + b", [2]);

    const stopped = await it.next("stopped");
    assert.deepEqual([stopped["reason"], stopped["threadId"]], ["breakpoint", 1]);
    assert.deepEqual(await it.stack(), ["Cell [1]@2"]);
    assert.equal((await it.scope("Locals"))["a"], "20");
    await it.ask("continue", { threadId: 1 });
    await it.next("continued");

    assert.equal((await running.reply)["status"], "ok");
    assert.deepEqual(it.events, ["stopped", "continued"]);
  });

  it("stops in functions of earlier cells, in async code and in timers", async () => {
    await using it = await openDebugClient();
    const code = "async function grow(n: number) {\n  await 0;\n  const more = n * 2;\n  return more;\n}";
    await (await it.debug(code, [4])).reply;
    const running = it.kernel.client.execute("const six = await grow(3);\nsix");

    await it.next("stopped");
    assert.deepEqual((await it.stack()).slice(0, 2), ["grow@4", "Cell [2] (awaiting)@1"]);
    assert.deepEqual(await it.scope("Locals"), { n: "3", more: "6" });
    await it.ask("continue");
    assert.equal((await running.reply)["status"], "ok");

    await (await it.debug("setTimeout(() => {\n  const late = 'yes';\n  void late;\n}, 1); 0", [3])).reply;
    await it.next("stopped");
    assert.deepEqual(await it.scope("Locals"), { late: "'yes'" });
    await it.ask("continue");
    assert.equal(await it.kernel.result("1 + 1"), "2");
  });

  it("on a line without code is set where the next code is, and said not to be there behind the last", async () => {
    await using it = await openDebugClient();
    const { sourcePath } = await it.ask("dumpCell", { code: "// one\n\nlet x = 1;\n// end" });
    const breakpoints = [{ line: 1 }, { line: 4 }];
    const set = await it.ask("setBreakpoints", { source: { path: sourcePath }, breakpoints });

    assert.deepEqual(
      set.breakpoints.map(({ line, verified }: { line: number; verified: boolean }) => [line, verified]),
      [
        [3, true],
        [4, false],
      ],
    );
    assert.ok(existsSync(sourcePath));
  });

  it("with a condition stops only when it holds, and with a message prints that instead", async () => {
    await using it = await openDebugClient();
    const code = "let sum = 0;\nfor (let i = 0; i < 5; i++) {\n  sum += i;\n}\nsum";
    const { sourcePath } = await it.ask("dumpCell", { code });
    await it.ask("setBreakpoints", { source: { path: sourcePath }, breakpoints: [{ line: 3, condition: "i === 3" }] });
    const running = it.kernel.client.execute(code);

    await it.next("stopped");
    assert.equal((await it.scope("Locals"))["i"], "3");
    const logPoint = { line: 3, logMessage: "i is {i}" };
    await it.ask("setBreakpoints", { source: { path: sourcePath }, breakpoints: [logPoint] });
    await it.ask("continue");
    const printed: string[] = [];
    for await (const output of running) if (output.type === "stream") printed.push(output.text);

    assert.equal(printed.join(""), "i is 4\n");
    assert.deepEqual(it.events, ["stopped", "continued"]);
  });

  it("stops in a cell with imports, an enum, magics, and in a module of the notebook's folder", async () => {
    await using it = await openDebugClient({ "helper.ts": "export function twice(n: number) {\n  return n * 2;\n}\n" });
    const path = join(it.kernel.directory, "helper.ts");
    await it.ask("setBreakpoints", { source: { path }, breakpoints: [{ line: 2 }] });
    const code =
      "enum Size {\n  S = 1,\n  L = 2,\n}\nimport { twice } from './helper.ts';\nconst big = Size.L;\ntwice(big)";
    const running = await it.debug(code, [6]);

    await it.next("stopped");
    assert.deepEqual(await it.stack(), ["Cell [1]@6"]);
    await it.ask("continue");
    await it.next("stopped");
    assert.deepEqual(await it.stack(), ["twice@2", "Cell [1]@7"]);
    assert.deepEqual(await it.scope("Locals"), { n: "2" });
    const { content } = await it.ask("source", { source: { path } });
    assert.match(content, /n: number/);
    await it.ask("continue");
    assert.equal((await running.reply)["status"], "ok");
  });
});

describe("stepping", () => {
  it("goes over, into and out of calls, and ends with the cell", async () => {
    await using it = await openDebugClient();
    await it.kernel.run("function half(n) {\n  const h = n / 2;\n  return h;\n}");
    const running = await it.debug("let x = 8;\nx = half(x);\nx += 1;\nlet y = x;", [1]);
    const ended = running.reply.then(() => undefined);
    const at = new Set<string>();
    for (const how of ["next", "stepIn", "stepOut", "next", "next", "next", "next"]) {
      if ((await Promise.race([it.next("stopped"), ended])) === undefined) break;
      at.add((await it.stack())[0] ?? "");
      await it.ask(how);
    }

    assert.equal((await running.reply)["status"], "ok");
    assert.deepEqual([...at], ["Cell [2]@1", "Cell [2]@2", "half@2", "Cell [2]@3", "Cell [2]@4"]);
    assert.equal(await it.kernel.result("x"), "5");
    assert.equal(it.events.at(-1), "continued");
  });

  const sleep = "const sleep = (n) => new Promise((later) => setTimeout(later, n));";
  const walks: [what: string, code: string, from: number, lines: number[]][] = [
    [
      "goes over an await to the next line, however long it waits and whatever runs meanwhile",
      `${sleep}\nlet ticks = 0;\nconst timer = setInterval(() => {\n  ticks += 1;\n}, 1);\nawait sleep(30);\nclearInterval(timer);\nticks`,
      6,
      [6, 7, 8],
    ],
    [
      "goes over an await in a function, and from its end to where it is awaited",
      `${sleep}\nasync function f() {\n  let k = 1;\n  await sleep(5);\n  return k;\n}\nconst r = await f();\nr`,
      3,
      [3, 4, 5, 8],
    ],
    ["stops on a last line that is only a name", "const a = 1;\na", 1, [1, 2]],
    [
      "takes a line at a time, whatever is on it",
      "let a = 1; a += 1;\nconsole.log(a); console.log(a + 1);\nif (a) a = 2; else a = 3;\na",
      1,
      [1, 2, 3, 4],
    ],
    [
      "goes through a loop line by line",
      "let s = 0;\nfor (const v of [1, 2]) {\n  s += v;\n}\ns",
      1,
      [1, 2, 3, 2, 3, 2, 5],
    ],
    ["stops in a loop on one line each time", "let s = 0;\nfor (let i = 0; i < 2; i++) s += i;\ns", 2, [2, 2, 3]],
    [
      "keeps to the text's lines behind an enum and in a class with decorators",
      "enum E {\n  A,\n}\nconst d = (f) => f;\nclass C {\n  @d\n  m() {\n    let k = E.A;\n    return k + 1;\n  }\n}\nnew C().m();\n0",
      8,
      [8, 9, 13],
    ],
  ];
  for (const [what, code, from, lines] of walks) {
    it(what, async () => {
      await using it = await openDebugClient();
      const running = await it.debug(code, [from]);
      const ended = running.reply.then(() => undefined);
      const at: number[] = [];
      while ((await Promise.race([it.next("stopped"), ended])) !== undefined) {
        at.push(Number((await it.stack())[0]?.split("@")[1]));
        await it.ask("setBreakpoints", {
          source: { path: (await it.ask("dumpCell", { code })).sourcePath },
          breakpoints: [],
        });
        await it.ask("next");
      }

      const { status, evalue } = await running.reply;
      assert.deepEqual({ at, status, evalue }, { at: lines, status: "ok", evalue: undefined });
    });
  }
});

describe("exceptions", () => {
  it("that nobody catches stop the cell when asked to, and those that somebody catches do not", async () => {
    await using it = await openDebugClient();
    await it.ask("setExceptionBreakpoints", { filters: ["uncaught"] });
    await it.kernel.run("async function fail() {\n  await 0;\n  throw new Error('no');\n}");
    await it.kernel.run("try { await fail(); } catch {}\nawait fail().catch(() => {});");
    assert.deepEqual(it.events, []);
    const running = it.kernel.client.execute("await fail()");

    const { reason, text } = await it.next("stopped");
    assert.deepEqual([reason, text], ["exception", "Error: no"]);
    await it.ask("continue");
    assert.equal((await running.reply)["evalue"], "no");
  });
});

describe("variables", () => {
  it("show what a person wants to see: one line each, and what is inside", async () => {
    await using it = await openDebugClient();
    await it.kernel.run(
      "const person = { name: 'Ada', langs: ['en'] }; const seen = new Map([['a', 1]]); const n = 10n",
    );
    await it.kernel.run(
      "const many = Array.from({ length: 1_000_000 }, (_, at) => at); class P { #x = 1; y = null }; const p = new P()",
    );
    const { variables } = await it.ask("inspectVariables");
    const by = (name: string) => variables.find((one: { name: string }) => one.name === name);
    const inside = async (variable: { variablesReference: number }) =>
      (await it.ask("variables", { variablesReference: variable.variablesReference })).variables;

    assert.equal(by("person").value, "{ name: 'Ada', langs: Array(1) }");
    assert.equal(by("seen").value, "Map(1) { 'a' => 1 }");
    assert.equal(by("n").value, "10n");
    assert.deepEqual(
      (await inside(by("person"))).map(({ evaluateName }: { evaluateName: string }) => evaluateName),
      ["person.name", "person.langs"],
    );
    const [first] = await inside((await inside(by("many")))[1]);
    assert.equal(first.name, "[10000 … 10099]");
    assert.equal((await inside(first))[7].value, "10007");
    const own = (await inside(by("p"))).map(({ name, value }: { name: string; value: string }) => `${name}=${value}`);
    assert.deepEqual(own.sort(), ["#x=1", "y=null"]);
    const rich = await it.ask("richInspectVariables", { variableName: "[{ a: 1 }]" });
    assert.match(rich.data["text/html"], /<table/);
  });

  it("have no type for JupyterLab, which would show that instead of the value", async () => {
    await using it = await openDebugClient();
    await it.kernel.run("const rate = 0.5;");
    await it.ask("initialize", { clientID: "jupyterlab" });

    const { variables } = await it.ask("inspectVariables");

    const rate = variables.find(({ name }: { name: string }) => name === "rate");
    assert.deepEqual([rate.value, "type" in rate], ["0.5", false]);
  });

  it("can be evaluated where the program stands, and copied to the globals", async () => {
    await using it = await openDebugClient();
    const running = await it.debug("function f(k: number) {\n  const inner = k + 1;\n  return inner;\n}\nf(1)", [3]);
    await it.next("stopped");
    const { stackFrames } = await it.ask("stackTrace", { threadId: 1 });
    const frameId = stackFrames[0].id;

    assert.equal((await it.ask("evaluate", { expression: "(inner as number) * 2", frameId })).result, "4");
    await assert.rejects(it.ask("evaluate", { expression: "nowhere", frameId }), /nowhere is not defined/);
    await it.ask("copyToGlobals", { srcVariableName: "inner", dstVariableName: "kept", srcFrameId: frameId });
    await it.ask("continue");
    await running.reply;
    assert.equal(await it.kernel.result("kept"), "2");
  });
});

describe("while a cell is stopped", () => {
  it("an interrupt ends it, and its variables stay", async () => {
    await using it = await openDebugClient();
    const running = await it.debug("var kept = 5;\nkept += 1;\nkept += 1;", [3]);
    await it.next("stopped");

    await it.kernel.client.interrupt();
    assert.equal((await running.reply)["ename"], "Interrupted");
    await it.next("continued");
    assert.equal(await it.kernel.result("kept"), "6");
  });

  it("its process may be killed: the next one is debugged as it was", async () => {
    await using it = await openDebugClient();
    const pid = Number(await it.kernel.result("process.pid"));
    const code = "let a = 1;\na += 1;\na";
    const running = await it.debug(code, [2]);
    await it.next("stopped");
    process.kill(pid, "SIGKILL");

    assert.equal((await running.reply)["ename"], "ProcessEnded");
    await it.next("continued");
    const again = it.kernel.client.execute(code);
    await it.next("stopped");
    assert.deepEqual(await it.stack(), ["Cell [3]@2"]);
    await it.ask("disconnect");
    assert.equal((await again.reply)["status"], "ok");
    assert.equal((await it.ask("debugInfo")).isStarted, false);
  });

  it("requests that make no sense are refused in the protocol's own way", async () => {
    await using it = await openDebugClient();
    await assert.rejects(it.ask("fly"), /There is no debug command 'fly'/);
    await assert.rejects(it.ask("dumpCell"), /arguments of 'dumpCell' do not fit: code/);
    await assert.rejects(it.ask("continue"), /Nothing is stopped/);
    await assert.rejects(it.ask("scopes", { frameId: 99 }), /no frame 99/);
  });
});
