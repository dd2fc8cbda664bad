// The Jupyter protocol, as a client meets it.

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { after, before, describe, it } from "node:test";
import { encodeMessage, endpointOf, type JupyterMessage, newConnection, openKernelClient } from "covalent-ts/jupyter";
import { Dealer, Subscriber } from "zeromq";
import { of, openTestKernel, printed, type TestKernel } from "./kernel.fixture.ts";
import { type Incoming, openSockets } from "./sockets.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await openTestKernel();
});
after(() => kernel[Symbol.asyncDispose]());

describe("the kernel", () => {
  it("says what it is, in a form that every client takes", async () => {
    const info = await kernel.client.kernelInfo();

    const { name, file_extension, codemirror_mode } = info["language_info"] as Record<string, unknown>;
    assert.deepEqual(
      [info["status"], info["protocol_version"], name, file_extension, codemirror_mode],
      ["ok", "5.5", "typescript", ".ts", "typescript"],
    );
  });

  it("answers on control too", async () => {
    const reply = await kernel.client.request("kernel_info_request", {}, "control");

    assert.equal(reply.channel, "control");
    assert.equal(reply.header.msg_type, "kernel_info_reply");
  });

  it("has a session of its own, and repeats each request's header", async () => {
    const heard: JupyterMessage[] = [];
    using _listening = kernel.client.onPublished((message) => heard.push(message));
    const reply = await kernel.client.request("comm_info_request");

    assert.deepEqual(reply.content, { status: "ok", comms: {} });
    assert.notEqual(reply.header.session, reply.parent_header["session"]);
    assert.ok(heard.every((message) => message.header.session === reply.header.session));
  });

  it("goes on after messages of unknown types, and after contents that make no sense", async () => {
    const answered = kernel.client.request("complete_request", { code: 5 });
    const odd = kernel.client.request("no_such_request");
    odd.catch(() => {});

    assert.equal((await answered).content["status"], "error");
    assert.equal(await kernel.result("1 + 1"), "2");
  });

  it("closes comms that it knows nothing of", async () => {
    const closed = Promise.withResolvers<JupyterMessage>();
    using _listening = kernel.client.onPublished((message) => {
      if (message.header.msg_type === "comm_close") closed.resolve(message);
    });
    kernel.client.request("comm_open" as never, { comm_id: "c1", target_name: "widget", data: {} }).catch(() => {});

    assert.equal((await closed.promise).content["comm_id"], "c1");
  });
});

describe("an execute request", () => {
  it("counts, unless it is silent; a silent one publishes nothing and is not remembered", async () => {
    const first = (await kernel.run("1")).reply["execution_count"];
    const silent = await kernel.run("console.log('psst'); 'silent one'", { silent: true });
    const second = (await kernel.run("2")).reply["execution_count"];

    assert.equal(Number(second), Number(first) + 1);
    assert.deepEqual(
      silent.outputs.map(({ type }) => type),
      ["status", "status"],
    );
    const { history } = await kernel.client.history({ hist_access_type: "search", pattern: "*silent one*" });
    assert.deepEqual(history, []);
  });

  it("evaluates user expressions, each for itself", async () => {
    const { reply } = await kernel.run("const six = 6", { userExpressions: { good: "six * 7", bad: "six.x.y" } });

    const { good, bad } = reply["user_expressions"] as Record<string, Record<string, unknown>>;
    assert.deepEqual(good, { status: "ok", data: { "text/plain": "42" }, metadata: {} });
    assert.equal(bad?.["ename"], "TypeError");
  });

  it("that fails aborts those that wait behind it", async () => {
    const all = [kernel.run("throw new Error('first')"), kernel.run("'second'"), kernel.run("'third'")];
    const replies = (await Promise.all(all)).map(({ reply }) => reply["status"]);

    assert.deepEqual(replies, ["error", "aborted", "aborted"]);
    assert.equal(await kernel.result("'fourth'"), "'fourth'");
  });

  it("that fails aborts nothing when it says so", async () => {
    const all = [kernel.run("throw new Error('first')", { stopOnError: false }), kernel.run("'second'")];
    const replies = (await Promise.all(all)).map(({ reply }) => reply["status"]);

    assert.deepEqual(replies, ["error", "ok"]);
  });

  it("lets a cell hold everything up for an answer, as in a browser, and ends that when it is interrupted", async () => {
    const asked: string[] = [];
    const onInput = ({ prompt }: { prompt: string }) => {
      asked.push(prompt);
      return asked.length === 2 ? "" : "yes";
    };
    const { outputs } = await kernel.run("[prompt('Name?'), prompt('Colour?', 'red'), confirm('Sure?')]", { onInput });
    const { promise: never } = Promise.withResolvers<string>();
    const interruptInstead = () => {
      void kernel.client.interrupt();
      return never;
    };
    const stuck = kernel.client.execute("prompt('Still there?')", { onInput: interruptInstead });

    assert.equal((await stuck.reply)["ename"], "Interrupted");
    assert.deepEqual(asked, ["Name? ", "Colour? [red] ", "Sure? [y/N] "]);
    assert.equal(of(outputs, "execute_result")[0]?.data["text/plain"], "[ 'yes', 'red', true ]");
    assert.equal(await kernel.result("1"), "1");
  });

  it("can ask the person at the front end, and only who said that this is possible", async () => {
    const asked = await kernel.run("await input('Name? ') + await input('Secret? ', { password: true })", {
      onInput: ({ prompt, password }) => `${prompt}${password};`,
    });
    const refused = await kernel.run("await input('Name? ')");

    assert.equal(of(asked.outputs, "execute_result")[0]?.data["text/plain"], "'Name? false;Secret? true;'");
    assert.match(String(refused.reply["evalue"]), /takes no input/);
  });

  it("for %help is answered with a page", async () => {
    const { reply } = await kernel.run("%help");

    const [page] = reply["payload"] as { source: string; data: Record<string, string> }[];
    assert.equal(page?.source, "page");
    assert.match(String(page?.data["text/plain"]), /display/);
  });
});

describe("history", () => {
  it("has the last cells, a range of them, and those that match, with their results", async () => {
    await using fresh = await openTestKernel();
    for (const code of ["1 + 2", "const a = 5", "1 + 2", "a * 2"]) await fresh.run(code);
    const rows = async (query: Record<string, unknown>) => (await fresh.client.history(query))["history"];

    assert.deepEqual(await rows({ hist_access_type: "tail", n: 2, output: true }), [
      [1, 3, ["1 + 2", "3"]],
      [1, 4, ["a * 2", "10"]],
    ]);
    assert.deepEqual(await rows({ hist_access_type: "range", session: 0, start: 2, stop: 3 }), [[1, 2, "const a = 5"]]);
    assert.deepEqual(await rows({ hist_access_type: "search", pattern: "1?+*", unique: true }), [[1, 3, "1 + 2"]]);
  });
});

describe("code under the cursor", () => {
  it("is judged complete or not", async () => {
    const judged = await Promise.all(
      ["1 + 1", "function f() {", "let = 7q"].map(async (code) => (await kernel.client.isComplete(code))["status"]),
    );

    assert.deepEqual(judged, ["complete", "incomplete", "invalid"]);
  });

  it("is completed and explained with the types of earlier cells, at a cursor in code points", async () => {
    await using typed = await openTestKernel({}, { COVALENT_TYPE_CHECK: "error" });
    await typed.run("const flower = { petals: 5, petiole: 1.5 }");

    const completed = await typed.client.complete("'👩‍🔬🌸'; flower.peta");
    const explained = await typed.client.inspect("flower.petals");

    assert.deepEqual([completed["matches"], completed["cursor_start"], completed["cursor_end"]], [["petals"], 15, 19]);
    assert.equal(explained["found"], true);
    assert.match(JSON.stringify(explained["data"]), /petals: number/);
  });
});

describe("types", () => {
  it("that do not fit are errors of the cell, which does not run", async () => {
    await using typed = await openTestKernel({}, { COVALENT_TYPE_CHECK: "error" });
    await typed.run("let touched = 0;\nconst size: number = 3");
    const { outputs, reply } = await typed.run("touched = 1;\nconst wrong: string = size;");

    assert.equal(reply["ename"], "TypeScriptError");
    assert.deepEqual(of(outputs, "error")[0]?.traceback.slice(0, 3), [
      "Cell [2]:2:7 - error TS2322: Type 'number' is not assignable to type 'string'.",
      "  const wrong: string = size;",
      "        ^^^^^",
    ]);
    assert.equal(await typed.result("touched"), "0");
    assert.equal(await typed.result("// @ts-nocheck\nconst wrong: string = size; wrong"), "3");
  });

  it("that do not fit are warnings where that is asked for", async () => {
    await using typed = await openTestKernel({}, { COVALENT_TYPE_CHECK: "warn" });
    const { outputs, reply } = await typed.run("const wrong: string = 5; wrong");

    assert.equal(reply["status"], "ok");
    assert.match(printed(outputs, "stderr"), /Cell \[1\]:1:7 - error TS2322/);
  });
});

describe("the sockets", () => {
  it("welcome who subscribes, before anything else is published to them", async () => {
    await using sockets = await listening();
    const first = Promise.withResolvers<JupyterMessage>();
    await using client = openKernelClient(sockets.connection);
    using _listening = client.onPublished(first.resolve);

    const message = await first.promise;
    assert.equal(message.header.msg_type, "iopub_welcome");
    assert.deepEqual(message.content, { subscription: "" });
  });

  it("refuse what is signed with another key, and tell the log why", async () => {
    await using sockets = await listening();
    await using stranger = openKernelClient({ ...sockets.connection, key: "guessed" });
    stranger.request("kernel_info_request").catch(() => {});

    assert.match(await sockets.logged, /refused: wrong signature/);
    assert.deepEqual(sockets.taken, []);
  });

  it("let what a cell brings wait until its client listens, and keep it in order", async () => {
    await using own = await listening();
    const shell = new Dealer({ linger: 0 });
    shell.connect(endpointOf(own.connection, "shell"));
    const header = { msg_id: "1", session: "s", username: "", date: new Date().toISOString(), version: "5.5" };
    const cell = { channel: "shell" as const, parent_header: {}, metadata: {}, content: {}, buffers: [] };
    const request = { ...cell, header: { ...header, msg_type: "execute_request" } };
    await shell.send(encodeMessage(request, own.connection.key));
    const incoming = await own.first;
    for (const text of ["one", "two"]) {
      await own.sockets.publish(incoming.message.header, "stream", { name: "stdout", text });
    }
    const replied = own.sockets.reply(incoming, "execute_reply", {});

    const iopub = new Subscriber({ linger: 0 });
    iopub.connect(endpointOf(own.connection, "iopub"));
    iopub.subscribe();

    const heard: unknown[] = [];
    while (heard.length < 3) heard.push(JSON.parse(String((await iopub.receive()).at(-1))).text);
    assert.deepEqual(heard, [undefined, "one", "two"]);
    await replied;
    iopub.close();
    shell.close();
  });

  it("send a heart's beat back as it came", async () => {
    await using sockets = await listening();
    const heart = new Dealer({ linger: 0 });
    heart.connect(endpointOf(sockets.connection, "hb"));
    await heart.send("beat");

    assert.equal(String((await heart.receive()).at(-1)), "beat");
    heart.close();
  });
});

/** Sockets alone, without a kernel behind them. */
async function listening() {
  const connection = await newConnection();
  const logged = Promise.withResolvers<string>();
  const taken: string[] = [];
  const first = Promise.withResolvers<Incoming>();
  const sockets = await openSockets({
    connection,
    onlookers: 0,
    log: logged.resolve,
    onMessage(incoming) {
      taken.push(incoming.message.header.msg_type);
      first.resolve(incoming);
    },
  });
  return {
    connection,
    taken,
    first: first.promise,
    sockets,
    logged: logged.promise,
    async [Symbol.asyncDispose]() {
      await sockets[Symbol.asyncDispose]();
      await rm(dirname(connection.ip), { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

describe("a shutdown request", () => {
  it("is answered, told to all, and ends the kernel and the process of its cells", async () => {
    const own = await openTestKernel();
    const pid = Number(await own.result("process.pid"));
    const heard: string[] = [];
    using _listening = own.client.onPublished((message) => heard.push(message.header.msg_type));

    assert.deepEqual(await own.client.shutdown(true), { status: "ok", restart: true });

    await own[Symbol.asyncDispose]();
    assert.ok(heard.includes("shutdown_reply"));
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  });
});
