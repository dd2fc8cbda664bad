import assert from "node:assert/strict";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { CovalentError } from "covalent-ts/errors";
import type { KernelLink } from "./kernel-link.ts";
import { startLocalKernel } from "./local-kernel.ts";

const program = fileURLToPath(new URL("../../../kernel/bin/covalent-kernel.mjs", import.meta.url));

async function kernelIn(
  t: TestContext,
  command: readonly [string, ...string[]] = [process.execPath, program],
): Promise<KernelLink> {
  const directory = await mkdtemp(join(tmpdir(), "covalent-extension-"));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const env = { ...process.env, COVALENT_DATA_DIR: directory };
  return startLocalKernel({ command, env, directory, notebook: join(directory, "it.ipynb"), onLine: () => undefined });
}

describe("a kernel of our own", () => {
  it("answers over ZeroMQ, in the notebook's folder", async (t) => {
    await using kernel = await kernelIn(t);
    const outputs: unknown[] = [];

    const future = kernel.connection.requestExecute({ code: "console.log(process.cwd()); 6 * 7" }, false);
    future.onIOPub = ({ header, content }) =>
      void outputs.push([header.msg_type, Reflect.get(content, "text") ?? Reflect.get(content, "data")]);
    const reply = await future.done;

    assert.equal(reply.content.status, "ok");
    const shown = new Map(outputs as [string, unknown][]);
    assert.match(String(shown.get("stream")), /covalent-extension-/);
    assert.deepEqual(shown.get("execute_result"), { "text/plain": "42" });
  });

  it("stops a cell that never ends when it is interrupted, and goes on with what it knew", async (t) => {
    await using kernel = await kernelIn(t);
    await kernel.connection.requestExecute({ code: "const kept = 7" }, false).done;

    // Written once the loop is entered: a watched file tells without any help from the kernel.
    const directory = await mkdtemp(join(tmpdir(), "covalent-endless-"));
    t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
    const sign = join(directory, "entered");
    const code = `(await import("node:fs")).writeFileSync(${JSON.stringify(sign)}, ""); while (true) {}`;
    const watcher = watch(directory);
    t.after(() => watcher.close());
    const entered = once(watcher, "change");
    const endless = kernel.connection.requestExecute({ code }, false);
    await entered;
    await kernel.interrupt();

    assert.equal((await endless.done).content.status, "error");
    const after = await kernel.connection.requestExecute({ code: "kept" }, false).done;
    assert.equal(after.content.status, "ok");
  });

  it("tells of its own end, but not of one that was asked for", async (t) => {
    const killed = await kernelIn(t);
    const closed = await kernelIn(t);
    let toldOfClosing = false;
    closed.ended.then(() => {
      toldOfClosing = true;
    });

    void killed.connection.requestExecute({ code: 'process.kill(process.ppid, "SIGKILL")' }, false);
    const how = await killed.ended;
    await closed[Symbol.asyncDispose]();

    assert.equal(how, "by SIGKILL");
    assert.equal(toldOfClosing, false);
  });

  it("that cannot start says what it printed", async (t) => {
    const broken = kernelIn(t, [process.execPath, "-e", "console.error('no such thing'); process.exit(3)", "--"]);

    await assert.rejects(broken, (error: unknown) => {
      assert.ok(error instanceof CovalentError && error.code === "KERNEL_CANNOT_START");
      assert.match(error.message, /it ended with exit code 3\. It said: no such thing/);
      return true;
    });
  });
});
