// V8's inspector as the debugger uses it: each request with the part of its result that is read, and the events.

import * as z from "zod";

const Place = z.object({ scriptId: z.string(), lineNumber: z.number(), columnNumber: z.number().default(0) });

const Property = z.object({
  name: z.string(),
  type: z.string(),
  subtype: z.string().optional(),
  value: z.string().default(""),
});
const EntryPart = z.object({
  type: z.string(),
  subtype: z.string().optional(),
  description: z.string().optional(),
  overflow: z.boolean(),
  properties: z.array(Property),
});
const Preview = z.object({
  ...EntryPart.shape,
  entries: z.array(z.object({ key: EntryPart.optional(), value: EntryPart })).optional(),
});
export type Preview = z.infer<typeof Preview>;
export type EntryPart = z.infer<typeof EntryPart>;
export type PreviewProperty = z.infer<typeof Property>;

/** A value over there: itself if it is a primitive, what it looks like and an id otherwise. */
export const Remote = z.object({
  type: z.string(),
  subtype: z.string().optional(),
  className: z.string().optional(),
  value: z.unknown().optional(),
  unserializableValue: z.string().optional(),
  description: z.string().optional(),
  objectId: z.string().optional(),
  preview: Preview.optional(),
});
export type Remote = z.infer<typeof Remote>;

const Descriptor = z.object({
  name: z.string(),
  value: Remote.optional(),
  get: Remote.optional(),
  enumerable: z.boolean().default(true),
  isOwn: z.boolean().default(true),
  symbol: Remote.optional(),
});
export type Descriptor = z.infer<typeof Descriptor>;

const Evaluation = z.object({
  result: Remote,
  exceptionDetails: z.object({ text: z.string(), exception: Remote.optional() }).optional(),
});
export type Evaluation = z.infer<typeof Evaluation>;

const CallFrame = z.object({
  callFrameId: z.string(),
  functionName: z.string(),
  location: Place,
  scopeChain: z.array(z.object({ type: z.string(), name: z.string().optional(), object: Remote })),
  this: Remote,
  returnValue: Remote.optional(),
});
export type CallFrame = z.infer<typeof CallFrame>;

const AsyncFrame = z.object({ functionName: z.string(), ...Place.shape });

export interface AsyncStack {
  callFrames: z.infer<typeof AsyncFrame>[];
  parent?: AsyncStack | undefined;
}
const AsyncStack: z.ZodType<AsyncStack> = z.object({
  callFrames: z.array(AsyncFrame),
  get parent() {
    return AsyncStack.optional();
  },
});

const nothing = z.unknown();

/** What is asked, and what of the answer is read. */
export const answers = {
  "Debugger.enable": nothing,
  "Debugger.disable": nothing,
  "Debugger.setAsyncCallStackDepth": nothing,
  "Debugger.setPauseOnExceptions": nothing,
  "Debugger.setBreakpointByUrl": z.object({ breakpointId: z.string(), locations: z.array(Place) }),
  "Debugger.removeBreakpoint": nothing,
  "Debugger.pause": nothing,
  "Debugger.resume": nothing,
  "Debugger.stepOver": nothing,
  "Debugger.stepInto": nothing,
  "Debugger.stepOut": nothing,
  "Debugger.evaluateOnCallFrame": Evaluation,
  "Debugger.setVariableValue": nothing,
  "Debugger.getScriptSource": z.object({ scriptSource: z.string() }),
  "Runtime.evaluate": Evaluation,
  "Runtime.callFunctionOn": Evaluation,
  "Runtime.getProperties": z.object({
    result: z.array(Descriptor),
    privateProperties: z.array(Descriptor).default([]),
  }),
  "Runtime.releaseObjectGroup": nothing,
} as const satisfies Record<string, z.ZodType>;

export type Method = keyof typeof answers;

export const Paused = z.object({
  reason: z.string(),
  callFrames: z.array(CallFrame),
  hitBreakpoints: z.array(z.string()).default([]),
  data: z.object({ uncaught: z.boolean().optional(), description: z.string().optional() }).optional(),
  asyncStackTrace: AsyncStack.optional(),
});
export type Paused = z.infer<typeof Paused>;

export const ScriptParsed = z.object({ scriptId: z.string(), url: z.string() });
