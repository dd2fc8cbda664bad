// What clients may ask of a kernel: one row a message type, after the Jupyter messaging protocol 5.5.

import * as z from "zod";

const Cursor = z.number().int().min(0);

/** What goes through a comm. */
const data = z.record(z.string(), z.unknown()).default({});

export const requests = {
  kernel_info_request: z.object({}),
  execute_request: z.object({
    code: z.string(),
    /** Runs as quietly as can be: nothing is published, stored or counted. */
    silent: z.boolean().default(false),
    store_history: z.boolean().default(true),
    user_expressions: z.record(z.string(), z.string()).nullish(),
    allow_stdin: z.boolean().default(false),
    /** Whether an error drops the cells that wait already. */
    stop_on_error: z.boolean().default(true),
  }),
  complete_request: z.object({ code: z.string(), cursor_pos: Cursor }),
  inspect_request: z.object({
    code: z.string(),
    cursor_pos: Cursor,
    detail_level: z.union([z.literal(0), z.literal(1)]).default(0),
  }),
  is_complete_request: z.object({ code: z.string() }),
  history_request: z.object({
    hist_access_type: z.enum(["range", "tail", "search"]),
    output: z.boolean().default(false),
    raw: z.boolean().default(true),
    session: z.number().int().default(0),
    start: z.number().int().default(0),
    stop: z.number().int().nullish(),
    n: z.number().int().min(0).nullish(),
    pattern: z.string().nullish(),
    unique: z.boolean().default(false),
  }),
  comm_info_request: z.object({ target_name: z.string().nullish() }),
  comm_open: z.object({ comm_id: z.string(), target_name: z.string(), data }),
  comm_msg: z.object({ comm_id: z.string(), data }),
  comm_close: z.object({ comm_id: z.string(), data }),
  /** In the words of another protocol: `debug/dap.ts` reads it. */
  debug_request: z.looseObject({}),
  interrupt_request: z.object({}),
  shutdown_request: z.object({ restart: z.boolean().default(false) }),
} as const satisfies Record<string, z.ZodType>;

export type RequestType = keyof typeof requests;
export type RequestContent<T extends RequestType> = z.infer<(typeof requests)[T]>;

export const isRequestType = (type: string): type is RequestType => Object.hasOwn(requests, type);
