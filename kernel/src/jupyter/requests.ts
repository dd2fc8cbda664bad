// What clients may ask of a kernel: one row a message type, after the Jupyter messaging protocol 5.5.

import * as z from "zod/mini";
import en from "zod/v4/locales/en.js";

// Front ends are told what is wrong in a request.
z.config(en());

const Cursor = z.int().check(z.minimum(0));

/** What goes through a comm. */
const data = z._default(z.record(z.string(), z.unknown()), {});

export const requests = {
  kernel_info_request: z.object({}),
  execute_request: z.object({
    code: z.string(),
    /** Runs as quietly as can be: nothing is published, stored or counted. */
    silent: z._default(z.boolean(), false),
    store_history: z._default(z.boolean(), true),
    user_expressions: z.nullish(z.record(z.string(), z.string())),
    allow_stdin: z._default(z.boolean(), false),
    /** Whether an error drops the cells that wait already. */
    stop_on_error: z._default(z.boolean(), true),
  }),
  complete_request: z.object({ code: z.string(), cursor_pos: Cursor }),
  inspect_request: z.object({
    code: z.string(),
    cursor_pos: Cursor,
    detail_level: z._default(z.union([z.literal(0), z.literal(1)]), 0),
  }),
  is_complete_request: z.object({ code: z.string() }),
  history_request: z.object({
    hist_access_type: z.enum(["range", "tail", "search"]),
    output: z._default(z.boolean(), false),
    raw: z._default(z.boolean(), true),
    session: z._default(z.int(), 0),
    start: z._default(z.int(), 0),
    stop: z.nullish(z.int()),
    n: z.nullish(z.int().check(z.minimum(0))),
    pattern: z.nullish(z.string()),
    unique: z._default(z.boolean(), false),
  }),
  comm_info_request: z.object({ target_name: z.nullish(z.string()) }),
  comm_open: z.object({ comm_id: z.string(), target_name: z.string(), data }),
  comm_msg: z.object({ comm_id: z.string(), data }),
  comm_close: z.object({ comm_id: z.string(), data }),
  /** In the words of another protocol: `debug/dap.ts` reads it. */
  debug_request: z.looseObject({}),
  interrupt_request: z.object({}),
  shutdown_request: z.object({ restart: z._default(z.boolean(), false) }),
} as const satisfies Record<string, z.ZodMiniType>;

export type RequestType = keyof typeof requests;
export type RequestContent<T extends RequestType> = z.infer<(typeof requests)[T]>;

export const isRequestType = (type: string): type is RequestType => Object.hasOwn(requests, type);
