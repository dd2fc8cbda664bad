// What front ends may ask of the debugger: the Debug Adapter Protocol, and what Jupyter adds to it.

import * as z from "zod";

export const DapRequest = z.object({
  seq: z.number().default(0),
  command: z.string(),
  arguments: z.record(z.string(), z.unknown()).nullish(),
});

const Source = z.object({ path: z.string().optional() });
const none = z.looseObject({});

/** Command to its arguments. */
export const commands = {
  initialize: z.looseObject({ clientID: z.string().nullish() }),
  attach: none,
  configurationDone: none,
  disconnect: none,
  debugInfo: none,
  dumpCell: z.object({ code: z.string() }),
  setBreakpoints: z.object({
    source: Source,
    breakpoints: z
      .array(
        z.object({
          line: z.number().int().min(1),
          condition: z.string().optional(),
          logMessage: z.string().optional(),
        }),
      )
      .default([]),
  }),
  setExceptionBreakpoints: z.object({ filters: z.array(z.string()) }),
  threads: none,
  stackTrace: z.object({ startFrame: z.number().int().min(0).nullish(), levels: z.number().int().min(0).nullish() }),
  scopes: z.object({ frameId: z.number() }),
  variables: z.object({
    variablesReference: z.number(),
    start: z.number().int().min(0).nullish(),
    count: z.number().int().min(0).nullish(),
  }),
  inspectVariables: none,
  richInspectVariables: z.object({ variableName: z.string(), frameId: z.number().nullish() }),
  copyToGlobals: z.object({ srcVariableName: z.string(), dstVariableName: z.string(), srcFrameId: z.number() }),
  evaluate: z.object({ expression: z.string(), frameId: z.number().nullish(), context: z.string().nullish() }),
  source: z.object({ source: Source }),
  modules: z.object({ startModule: z.number().int().min(0).nullish(), moduleCount: z.number().int().min(0).nullish() }),
  continue: none,
  next: none,
  stepIn: none,
  stepOut: none,
  pause: none,
} as const satisfies Record<string, z.ZodType>;

export type Command = keyof typeof commands;
export type Arguments<C extends Command> = z.infer<(typeof commands)[C]>;

export const isCommand = (name: string): name is Command => Object.hasOwn(commands, name);

/** What `initialize` promises. */
export const capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsModulesRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportTerminateDebuggee: false,
  exceptionBreakpointFilters: [
    { filter: "raised", label: "Raised exceptions", default: false },
    { filter: "uncaught", label: "Uncaught exceptions", default: false },
  ],
};
