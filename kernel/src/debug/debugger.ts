// Answers `debug_request`: the Debug Adapter Protocol on one side, V8's inspector on the other.

import { readFile } from "node:fs/promises";
import { type Dictionary, misfitOf } from "covalent-ts/jupyter";
import * as z from "zod";
import { stripTypes } from "../cell/strip-types.ts";
import type { Evaluation } from "./cdp.ts";
import type { CellFiles } from "./cell-files.ts";
import { type Arguments, type Command, capabilities, commands, DapRequest, isCommand } from "./dap.ts";
import { scopesOf } from "./scopes.ts";
import { type Session, thread } from "./session.ts";
import type { Frame } from "./stack.ts";
import { shown, typeOf } from "./values.ts";
import type { Variable } from "./variables.ts";

export interface DebuggerOptions {
  session: Session;
  files: CellFiles;
  /** What cells have declared so far. */
  names(): string[];
  /** A global that a debugger has made is as if a cell had declared it. */
  declare(name: string): void;
}

type Handlers = { [C in Command]: (args: Arguments<C>) => Dictionary | Promise<Dictionary> };

/** Content of `debug_reply`. Never rejects: what cannot be done is an answer too. */
export type Answering = (request: unknown) => Promise<Dictionary>;

export function openDebugger(options: DebuggerOptions): Answering {
  const handlers = handlersOf(options);
  let last = 0;
  return async (content) => {
    last += 1;
    const request = DapRequest.safeParse(content);
    const { seq = 0, command = "" } = request.data ?? {};
    const answer = { seq: last, type: "response", request_seq: seq, command };
    try {
      if (!request.success) throw new Error("A debug request has a `command` and, perhaps, `arguments`.");
      return { ...answer, success: true, body: await call(command, request.data.arguments ?? {}, handlers) };
    } catch (error) {
      return { ...answer, success: false, message: messageOf(error, command), body: {} };
    }
  };
}

function call(command: string, args: Dictionary, handlers: Handlers): Dictionary | Promise<Dictionary> {
  if (!isCommand(command)) throw new Error(`There is no debug command '${command}'.`);
  return handlers[command](commands[command].parse(args) as never);
}

function messageOf(error: unknown, command: string): string {
  const why = misfitOf(error);
  return error instanceof z.ZodError ? `The arguments of '${command}' do not fit: ${why}.` : why;
}

function handlersOf({ session, files, names, declare }: DebuggerOptions): Handlers {
  const { inspector, variables, breakpoints } = session;
  let showsTypes = true;

  const listed = (all: Variable[]): Dictionary => ({
    variables: showsTypes ? all : all.map(({ type: _, ...variable }) => variable),
  });
  const frameOf = (id: number): Frame => {
    const frame = session.stop?.frames.find(({ shown }) => shown.id === id);
    if (frame === undefined) throw new Error(`There is no frame ${id}: the program went on, or only awaits there.`);
    return frame;
  };
  const evaluate = async (code: string, frameId: number | null | undefined, more: Dictionary = {}) => {
    await session.attached();
    const shared = { expression: code, generatePreview: true, silent: true, ...more };
    if (typeof frameId !== "number") {
      // What awaits would never end while the program stands, and V8's REPL mode always does.
      const awaiting = session.stop === undefined ? { replMode: true, awaitPromise: true } : {};
      return resultOf(await inspector.ask("Runtime.evaluate", { ...shared, ...awaiting, objectGroup: "inspection" }));
    }
    const { callFrameId } = frameOf(frameId).call;
    return resultOf(
      await inspector.ask("Debugger.evaluateOnCallFrame", { ...shared, callFrameId, objectGroup: "stop" }),
    );
  };
  const goOn =
    (how: Parameters<Session["step"]>[0], body: Dictionary = {}) =>
    async (): Promise<Dictionary> => {
      await session.step(how);
      return body;
    };

  return {
    initialize({ clientID }) {
      // It shows the type in the place of the value, for all types but Python's.
      showsTypes = clientID !== "jupyterlab";
      return capabilities;
    },
    async attach() {
      await session.attach();
      return {};
    },
    configurationDone: () => ({}),
    async disconnect() {
      await session.detach();
      return {};
    },
    debugInfo: () => ({
      isStarted: session.isStarted,
      ...files.naming,
      breakpoints: breakpoints.list(),
      stoppedThreads: session.stop === undefined ? [] : [thread.id],
      richRendering: true,
      exceptionPaths: [],
      copyToGlobals: true,
    }),
    dumpCell: ({ code }) => ({ sourcePath: files.dump(code) }),
    async setBreakpoints({ source, breakpoints: wanted }) {
      if (source.path === undefined) throw new Error("Breakpoints are set by the path of a file: `source.path`.");
      await session.attached();
      return { breakpoints: await breakpoints.set(source.path, wanted) };
    },
    async setExceptionBreakpoints({ filters }) {
      await session.attached();
      await session.pauseOnExceptions(filters);
      return {};
    },

    threads: () => ({ threads: [thread] }),
    stackTrace({ startFrame, levels }) {
      const { frames = [], awaiting = [] } = session.stop ?? {};
      const all = [...frames.map((frame) => frame.shown), ...awaiting];
      const start = startFrame ?? 0;
      return { stackFrames: all.slice(start, levels ? start + levels : undefined), totalFrames: all.length };
    },
    scopes({ frameId }) {
      // Of one that only awaits, nothing is left to look at.
      const isAwaiting = session.stop?.awaiting.some(({ id }) => id === frameId);
      return { scopes: isAwaiting ? [] : scopesOf(frameOf(frameId), names(), variables) };
    },
    async variables({ variablesReference, start, count }) {
      const all = await variables.children(variablesReference);
      const from = start ?? 0;
      return listed(all.slice(from, count ? from + count : undefined));
    },
    async inspectVariables() {
      if (!session.isStarted) return { variables: [] };
      await session.attached();
      variables.forget("inspection");
      await inspector.ask("Runtime.releaseObjectGroup", { objectGroup: "inspection" });
      return listed(await variables.globals(names(), "inspection"));
    },
    async richInspectVariables({ variableName, frameId }) {
      const result = await evaluate(`${hook}.show(${variableName})`, frameId, { returnByValue: true });
      return { data: z.record(z.string(), z.unknown()).parse(result.value), metadata: {} };
    },
    async copyToGlobals({ srcVariableName, dstVariableName, srcFrameId }) {
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(dstVariableName)) {
        throw new Error(`'${dstVariableName}' cannot be the name of a variable.`);
      }
      await evaluate(`${hook}.copied = (${srcVariableName})`, srcFrameId);
      const isDeclared = names().includes(dstVariableName);
      const target = isDeclared ? dstVariableName : `globalThis[${JSON.stringify(dstVariableName)}]`;
      await evaluate(`void (${target} = ${hook}.copied)`, undefined);
      if (!isDeclared) declare(dstVariableName);
      return {};
    },
    async evaluate({ expression, frameId, context }) {
      // A hover must change nothing.
      const quietly = context === "hover" ? { throwOnSideEffect: true } : {};
      const result = await evaluate(javaScriptOf(expression), frameId, quietly);
      const lifetime = typeof frameId === "number" ? "stop" : "inspection";
      const variablesReference = variables.reference(result, lifetime, expression);
      return { result: shown(result), type: typeOf(result), variablesReference };
    },
    async source({ source: { path = "" } }) {
      const content = files.textOf(path) ?? (await readFile(path, "utf8"));
      return { content, mimeType: /\.[cm]?tsx?$/.test(path) ? "text/typescript" : "text/javascript" };
    },
    modules({ startModule, moduleCount }) {
      const all = session.modules.map((path, at) => ({ id: at, name: path.split(/[\\/]/).at(-1) ?? path, path }));
      const start = startModule ?? 0;
      return { modules: all.slice(start, moduleCount ? start + moduleCount : undefined), totalModules: all.length };
    },

    continue: goOn("Debugger.resume", { allThreadsContinued: true }),
    next: goOn("Debugger.stepOver"),
    stepIn: goOn("Debugger.stepInto"),
    stepOut: goOn("Debugger.stepOut"),
    async pause() {
      await session.attached();
      await session.pause();
      return {};
    },
  };
}

/** Over there: see `debugging.ts` of the runner. */
const hook = 'globalThis[Symbol.for("covalent-ts.debugging")]';

/** Without types; code that is no TypeScript either is left for V8 to refuse. */
function javaScriptOf(expression: string): string {
  for (const [before, after] of [
    ["(", "\n)"],
    ["", ""],
  ]) {
    try {
      return stripTypes(`${before}${expression}${after}`).code;
    } catch {
      // As a statement, then.
    }
  }
  return expression;
}

function resultOf({ result, exceptionDetails }: Evaluation): Evaluation["result"] {
  if (exceptionDetails === undefined) return result;
  throw new Error(exceptionDetails.exception?.description?.split("\n")[0] ?? exceptionDetails.text);
}
