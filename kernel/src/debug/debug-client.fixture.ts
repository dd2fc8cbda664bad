// A front end's debugger on a real kernel: asks, and waits for what happens.

import assert from "node:assert/strict";
import type { Dictionary, Execution } from "covalent-ts/jupyter";
import * as z from "zod";
import { openTestKernel, type TestKernel } from "../jupyter/kernel.fixture.ts";

const Reply = z.object({ success: z.boolean(), command: z.string(), message: z.string().optional(), body: z.any() });
const Event = z.object({ event: z.string(), body: z.record(z.string(), z.unknown()) });

export interface DebugClient extends AsyncDisposable {
  kernel: TestKernel;
  /** The body of the reply; rejects with the message of a refusal. */
  ask(command: string, args?: Dictionary): Promise<ReturnType<typeof JSON.parse>>;
  /** The next event of this name that was not taken yet. */
  next(event: "stopped" | "continued"): Promise<Dictionary>;
  /** Sets breakpoints in a cell and runs it. */
  debug(code: string, lines: number[]): Promise<Execution>;
  /** `name@line` of the frames where the program stands. */
  stack(): Promise<string[]>;
  /** The variables of the first frame's scope of this name: name to value. */
  scope(name: string, frame?: number): Promise<Record<string, string>>;
  events: string[];
}

export async function openDebugClient(files: Record<string, string> = {}): Promise<DebugClient> {
  const kernel = await openTestKernel(files);
  const heard: z.infer<typeof Event>[] = [];
  const events: string[] = [];
  const waiting = new Set<() => void>();
  const listening = kernel.client.onPublished((message) => {
    if (message.header.msg_type !== "debug_event") return;
    const event = Event.parse(message.content);
    heard.push(event);
    events.push(event.event);
    for (const look of waiting) look();
  });
  let seq = 0;
  const ask: DebugClient["ask"] = async (command, args = {}) => {
    seq += 1;
    const content = { type: "request", seq, command, arguments: args };
    const reply = await kernel.client.request("debug_request", content, "control");
    assert.equal(reply.header.msg_type, "debug_reply");
    assert.equal(reply.content["request_seq"], seq);
    const { success, message, body } = Reply.parse(reply.content);
    if (!success) throw new Error(message);
    return body;
  };
  const next: DebugClient["next"] = (name) =>
    new Promise((resolve) => {
      const look = () => {
        const at = heard.findIndex(({ event }) => event === name);
        if (at < 0) return;
        waiting.delete(look);
        resolve(heard.splice(at, 1)[0]?.body ?? {});
      };
      waiting.add(look);
      look();
    });
  await ask("initialize");
  await ask("attach");
  return {
    kernel,
    ask,
    next,
    events,
    async debug(code, lines) {
      const { sourcePath } = await ask("dumpCell", { code });
      await ask("setBreakpoints", { source: { path: sourcePath }, breakpoints: lines.map((line) => ({ line })) });
      await ask("configurationDone");
      return kernel.client.execute(code);
    },
    async stack() {
      const { stackFrames } = await ask("stackTrace", { threadId: 1 });
      return stackFrames.map(({ name, line }: { name: string; line: number }) => `${name}@${line}`);
    },
    async scope(name, frame = 0) {
      const { stackFrames } = await ask("stackTrace", { threadId: 1 });
      const { scopes } = await ask("scopes", { frameId: stackFrames[frame].id });
      const scope = scopes.find((one: { name: string }) => one.name === name);
      const { variables } = await ask("variables", { variablesReference: scope.variablesReference });
      return Object.fromEntries(variables.map((one: { name: string; value: string }) => [one.name, one.value]));
    },
    async [Symbol.asyncDispose]() {
      listening[Symbol.dispose]();
      await kernel[Symbol.asyncDispose]();
    },
  };
}
