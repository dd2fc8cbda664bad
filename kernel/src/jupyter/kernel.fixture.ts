// A real kernel in a folder of its own, and a real client on its sockets.

import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dictionary, ExecuteOptions, KernelClient, Output, OutputOf } from "covalent-ts/jupyter";
import { startKernel } from "../notebook/kernel-process.ts";

const ownProgram = fileURLToPath(new URL("../../bin/covalent-kernel.mjs", import.meta.url));

export interface Ran {
  outputs: Output[];
  reply: Dictionary;
}

export interface TestKernel extends AsyncDisposable {
  client: KernelClient;
  /** The folder that it works in; "" as a file's content makes none. */
  directory: string;
  run(code: string, options?: ExecuteOptions): Promise<Ran>;
  /** The `text/plain` of the cell's result; undefined without one. */
  result(code: string): Promise<unknown>;
}

/** @param files Name to content, written into the kernel's folder. */
export async function openTestKernel(
  files: Record<string, string> = {},
  env: NodeJS.ProcessEnv = { COVALENT_TYPE_CHECK: "off" },
  program: string = ownProgram,
): Promise<TestKernel> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "kernel-test-")));
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  const kernel = await startKernel({
    program,
    directory,
    env: { ...process.env, COVALENT_DATA_DIR: join(directory, "data"), ...env },
  });
  const { client } = kernel;
  const run: TestKernel["run"] = async (code, options) => {
    const execution = client.execute(code, options);
    const outputs: Output[] = [];
    for await (const output of execution) outputs.push(output);
    return { outputs, reply: await execution.reply };
  };
  return {
    client,
    directory,
    run,
    result: async (code) => {
      const { outputs, reply } = await run(code);
      if (reply["status"] !== "ok") throw new Error(`${reply["ename"]}: ${reply["evalue"]}`);
      return of(outputs, "execute_result")[0]?.data["text/plain"];
    },
    async [Symbol.asyncDispose]() {
      await kernel[Symbol.asyncDispose]();
      // A dispatcher that was just told to stop may still be writing.
      await rm(directory, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

/** The outputs of one type, in order. */
export const of = <T extends Output["type"]>(outputs: readonly Output[], type: T): OutputOf<T>[] =>
  outputs.filter((output): output is OutputOf<T> => output.type === type);

/** All that came on a stream, as one text. */
export const printed = (outputs: readonly Output[], name: "stdout" | "stderr"): string =>
  of(outputs, "stream")
    .filter((output) => output.name === name)
    .map(({ text }) => text)
    .join("");
