// Message type to handler: what the kernel does about each kind of request.

import type { Dictionary } from "covalent-ts/jupyter";
import { completeMagic, readMagics } from "../cell/magics.ts";
import { isComplete } from "../language/is-complete.ts";
import type { CommCommand } from "../runner/commands.ts";
import type { Analysis } from "./analysis.ts";
import type { Comms } from "./comms.ts";
import { pointsOf, unitsOf } from "./cursor.ts";
import type { Debugging } from "./debugging.ts";
import type { Executions } from "./executions.ts";
import { kernelInfo } from "./kernel-info.ts";
import type { LateHistory } from "./late-history.ts";
import type { RequestContent, RequestType } from "./requests.ts";
import type { Incoming, KernelSockets } from "./sockets.ts";

/** Resolves to the reply's content; undefined for messages that have no reply. */
type Handler<T extends RequestType> = (
  content: RequestContent<T>,
  incoming: Incoming,
) => Dictionary | undefined | Promise<Dictionary | undefined>;

export type Handlers = { [T in RequestType]: Handler<T> };

export interface HandlersOptions {
  executions: Executions;
  analysis: Analysis;
  history: LateHistory;
  comms: Comms;
  debugging: Debugging;
  publish: KernelSockets["publish"];
  interrupt(): void;
}

const ok = (content: Dictionary = {}): Dictionary => ({ status: "ok", ...content });

export function handlersOf(options: HandlersOptions): Handlers {
  const { executions, analysis, history, comms, debugging, publish, interrupt } = options;
  const heard =
    <K extends CommCommand["kind"]>(kind: K): Handler<K> =>
    async (content, incoming) => {
      await comms.hear(kind, content, incoming);
      return undefined;
    };
  return {
    kernel_info_request: () => kernelInfo,
    execute_request: (content, incoming) => executions.execute(content, incoming),

    async complete_request({ code, cursor_pos }) {
      const offset = unitsOf(code, cursor_pos);
      const magic = completeMagic(code, offset);
      const { matches, start, end, items } = magic
        ? { ...magic, end: offset, items: magic.matches.map((text) => ({ text, kind: "magic", detail: undefined })) }
        : await analysis.complete(code, offset);
      const [cursor_start, cursor_end] = [pointsOf(code, start), pointsOf(code, end)];
      const typed = items.map(({ text, kind, detail }) => ({
        text,
        type: kind,
        start: cursor_start,
        end: cursor_end,
        ...(detail === undefined ? {} : { signature: detail }),
      }));
      return ok({ matches, cursor_start, cursor_end, metadata: { _jupyter_types_experimental: typed } });
    },

    async inspect_request({ code, cursor_pos, detail_level }) {
      const markdown = await analysis.inspect(code, unitsOf(code, cursor_pos), detail_level);
      const data = markdown === undefined ? {} : { "text/markdown": markdown, "text/plain": plain(markdown) };
      return ok({ found: markdown !== undefined, data, metadata: {} });
    },

    is_complete_request({ code }) {
      const { status, indent } = isComplete(withoutMagics(code));
      return status === "incomplete" ? { status, indent } : { status };
    },

    history_request: async (content) => ok({ history: await history.ask(content) }),

    comm_info_request: ({ target_name }) => ok(comms.info(target_name)),
    comm_open: heard("comm_open"),
    comm_msg: heard("comm_msg"),
    comm_close: heard("comm_close"),

    debug_request: (content, { message }) => debugging.answer(content, message.header),

    interrupt_request() {
      interrupt();
      return ok();
    },

    async shutdown_request({ restart }, { message }) {
      // Other clients of the same kernel hear of it too.
      await publish(message.header, "shutdown_reply", ok({ restart }));
      return ok({ restart });
    },
  };
}

/** A magic that there is not is told when it runs. */
function withoutMagics(code: string): string {
  try {
    return readMagics(code).typed;
  } catch {
    return "";
  }
}

/** Markdown without its code fences. */
const plain = (markdown: string): string => markdown.replaceAll(/^```\w*\n?/gm, "").trim();
