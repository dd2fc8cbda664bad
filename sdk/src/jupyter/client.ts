// A small Jupyter client: asks a kernel, and hears what it publishes, without any front end.

import { randomUUID } from "node:crypto";
import { openChannels, request } from "./channels.ts";
import type { KernelConnection } from "./connection-file.ts";
import { type Channel, type Dictionary, type JupyterMessage, parentOf } from "./messages.ts";
import { type Output, outputOf } from "./outputs.ts";
import { PendingList } from "./pending-list.ts";

export interface ExecuteOptions {
  silent?: boolean;
  storeHistory?: boolean;
  /** Name to expression; what they come to is in the reply. */
  userExpressions?: Record<string, string>;
  stopOnError?: boolean;
  /** Answers `input()` in the cell. Without it the kernel is told that nobody can be asked. */
  onInput?: (ask: { prompt: string; password: boolean }) => string | Promise<string>;
}

/** A cell that was sent. Iterating gives its outputs as they come, and ends when the kernel is idle again. */
export interface Execution extends AsyncIterable<Output> {
  /** The request's `msg_id`, which every output of this cell names as its parent, also late ones. */
  readonly id: string;
  /** Content of `execute_reply`. */
  readonly reply: Promise<Dictionary>;
}

export interface KernelClient extends AsyncDisposable {
  /** Resolves once the kernel's publications are being received. */
  readonly ready: Promise<void>;
  execute(code: string, options?: ExecuteOptions): Execution;
  /** Sends any request and resolves with its reply. Rejects when the client is closed before. */
  request(type: `${string}_request`, content?: Dictionary, channel?: "shell" | "control"): Promise<JupyterMessage>;
  /** Every iopub message, whichever request it belongs to: the only way to hear of a cell's output after its end. */
  onPublished(listener: (message: JupyterMessage) => void): Disposable;
  interrupt(): Promise<Dictionary>;
  shutdown(restart?: boolean): Promise<Dictionary>;
  kernelInfo(): Promise<Dictionary>;
  /** `cursor` counts code points, as the protocol does. */
  complete(code: string, cursor?: number): Promise<Dictionary>;
  inspect(code: string, cursor?: number, detail?: 0 | 1): Promise<Dictionary>;
  isComplete(code: string): Promise<Dictionary>;
  history(content: Dictionary): Promise<Dictionary>;
}

interface Waiting {
  resolve: (reply: JupyterMessage) => void;
  reject: (error: Error) => void;
}

/** Connects to a kernel that listens, or will; what is sent before it does is sent then. */
export function openKernelClient(connection: KernelConnection): KernelClient {
  const session = randomUUID();
  const replies = new Map<string, Waiting>();
  const executions = new Map<string, PendingList<Output>>();
  const inputs = new Map<string, NonNullable<ExecuteOptions["onInput"]>>();
  const listeners = new Set<(message: JupyterMessage) => void>();

  const onPublished = (message: JupyterMessage): void => {
    for (const listener of listeners) listener(message);
    const parent = parentOf(message);
    const outputs = parent === undefined ? undefined : executions.get(parent);
    if (parent === undefined || outputs === undefined) return;
    const output = outputOf(message);
    if (output === undefined) return;
    outputs.push(output);
    if (output.type === "status" && output.execution_state === "idle") {
      outputs.end();
      executions.delete(parent);
      inputs.delete(parent);
    }
  };

  const onInputRequest = async (message: JupyterMessage): Promise<void> => {
    const ask = inputs.get(parentOf(message) ?? "");
    const { prompt, password } = message.content;
    const value = (await ask?.({ prompt: String(prompt ?? ""), password: password === true })) ?? "";
    const about = { session, id: randomUUID(), channel: "stdin", parent: message.header } as const;
    await channels.send(request("input_reply", { status: "ok", value }, about));
  };

  const channels = openChannels(connection, {
    onMessage(message) {
      if (message.channel === "iopub") return onPublished(message);
      if (message.header.msg_type === "input_request") return void onInputRequest(message);
      const parent = parentOf(message) ?? "";
      replies.get(parent)?.resolve(message);
      replies.delete(parent);
    },
  });

  const send = (type: string, content: Dictionary, id: string, channel: Channel): Promise<JupyterMessage> => {
    const { promise, resolve, reject } = Promise.withResolvers<JupyterMessage>();
    replies.set(id, { resolve, reject });
    channels.send(request(type, content, { session, id, channel })).catch(reject);
    return promise;
  };
  const ask: KernelClient["request"] = (type, content = {}, channel = "shell") =>
    send(type, content, randomUUID(), channel);
  const contentOf = async (reply: Promise<JupyterMessage>): Promise<Dictionary> => (await reply).content;

  return {
    ready: channels.ready,
    request: ask,
    execute(code, options = {}) {
      const id = randomUUID();
      const outputs = new PendingList<Output>();
      executions.set(id, outputs);
      if (options.onInput) inputs.set(id, options.onInput);
      const silent = options.silent ?? false;
      const content = {
        code,
        silent,
        store_history: options.storeHistory ?? !silent,
        user_expressions: options.userExpressions ?? {},
        allow_stdin: options.onInput !== undefined,
        stop_on_error: options.stopOnError ?? true,
      };
      const reply = contentOf(send("execute_request", content, id, "shell"));
      reply.catch(() => outputs.end());
      return { id, reply, [Symbol.asyncIterator]: () => outputs[Symbol.asyncIterator]() };
    },
    onPublished(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    interrupt: () => contentOf(ask("interrupt_request", {}, "control")),
    shutdown: (restart = false) => contentOf(ask("shutdown_request", { restart }, "control")),
    kernelInfo: () => contentOf(ask("kernel_info_request")),
    complete: (code, cursor = codePoints(code)) => contentOf(ask("complete_request", { code, cursor_pos: cursor })),
    inspect: (code, cursor = codePoints(code), detail = 0) =>
      contentOf(ask("inspect_request", { code, cursor_pos: cursor, detail_level: detail })),
    isComplete: (code) => contentOf(ask("is_complete_request", { code })),
    history: (content) => contentOf(ask("history_request", content)),
    async [Symbol.asyncDispose]() {
      channels.close();
      for (const waiting of replies.values()) waiting.reject(new Error("The kernel client was closed."));
      for (const outputs of executions.values()) outputs.end();
      replies.clear();
      executions.clear();
    },
  };
}

const codePoints = (text: string): number => [...text].length;
