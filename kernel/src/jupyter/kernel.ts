// Puts a kernel together: sockets, user process, language service, and a handler for each kind of request.

import { type Dictionary, type Header, type KernelConnection, misfitOf } from "covalent-ts/jupyter";
import type { Language } from "../language/language.ts";
import { keepCompiledCode } from "../runner/code-cache.ts";
import type { SpawnedRunner } from "../runner/spawn-runner.ts";
import { openAnalysis, type TypeCheck } from "./analysis.ts";
import { Comms } from "./comms.ts";
import { Debugging } from "./debugging.ts";
import { Executions } from "./executions.ts";
import { type Handlers, handlersOf } from "./handlers.ts";
import { Inputs } from "./inputs.ts";
import { LateHistory } from "./late-history.ts";
import type { LatticeDisplay } from "./lattice-display.ts";
import { OutputLimit } from "./output-limit.ts";
import { Publishing } from "./publishing.ts";
import { isRequestType, type RequestType, requests } from "./requests.ts";
import { Runs } from "./runs.ts";
import { type Incoming, openSockets } from "./sockets.ts";
import { Turns } from "./turns.ts";
import { openUserProcess } from "./user-process.ts";

export interface KernelOptions {
  connection: KernelConnection;
  /** Subscribers that never ask for anything themselves: Jupyter's server is one. */
  onlookers: number;
  /** Spawns the process that user code runs in: called at once, and whenever the last one has ended. */
  spawnRunner(): SpawnedRunner;
  typeCheck: TypeCheck;
  /** Characters that a cell may print before it is asked whether it may go on. */
  outputLimit: number;
  /** Called once the sockets are bound: until they are, no client can be heard. */
  openLanguage(): Promise<Language>;
  log(line: string): void;
}

export interface Kernel extends AsyncDisposable {
  /** As `interrupt_request` does. */
  interrupt(): void;
  /** Resolves when a client has asked the kernel to end. */
  readonly shutdown: Promise<void>;
}

/** Opens a kernel that listens on all sockets. Rejects when one of their addresses is taken. */
export async function openKernel(options: KernelOptions): Promise<Kernel> {
  const { log } = options;
  const shutdown = Promise.withResolvers<void>();
  const turns = new Turns();
  const runs = new Runs();
  const history = new LateHistory(log);
  let lattices: Promise<LatticeDisplay> | undefined;
  /** The request whose cell runs now. */
  let running: Header | undefined;

  const sockets = await openSockets({ ...options, onMessage: receive });
  const { publish, reply, ask } = sockets;
  const inputs = new Inputs(ask, (id, value) => userProcess.answerInput(id, value));
  const limit = new OutputLimit({
    characters: options.outputLimit,
    ask: (owner, question) => inputs.askFor(owner.incoming, question),
    cut: (owner, why) => publish(owner.incoming.message.header, "stream", { name: "stderr", text: why }),
    interrupt: () => interrupt(),
  });
  const comms = new Comms(runs, () => userProcess, publish);
  const publishing = new Publishing({
    publish,
    runs,
    history,
    inputs,
    limit,
    comms,
    log,
    lattices: () => {
      // Most notebooks never dispatch: what draws is loaded when one does.
      lattices ??= import("./lattice-display.ts").then(({ openLatticeDisplay }) => openLatticeDisplay(publish));
      return lattices;
    },
  });
  const analysis = openAnalysis(options.openLanguage(), options.typeCheck, log);
  const debugging = new Debugging({
    publish,
    userProcess: () => userProcess,
    declared: (name) => analysis.accept(`var ${name}: any;`, 0),
    log,
  });
  const userProcess = openUserProcess({
    spawn: options.spawnRunner,
    onReport: (report) => publishing.report(report),
    onEnded() {
      comms.forget();
      debugging.ended();
    },
    onInspected: (it) => debugging.hear(it),
    onRaw: (name, text) => void publishing.raw(name, text),
  });
  const executions = new Executions({ publish, userProcess, analysis, history, runs, debugging });
  const interrupt = (): void => {
    executions.interrupt();
    limit.interrupted();
    debugging.interrupt();
    userProcess.interrupt(() => {
      const text =
        "The cell does not stop: it is busy in native code. Interrupting once more ends its process, and all state with it.\n";
      void publishing.raw("stderr", text);
    });
  };
  const handlers = handlersOf({ executions, analysis, history, comms, debugging, publish, interrupt });

  function receive(incoming: Incoming): void {
    const { channel, header } = incoming.message;
    if (channel === "stdin") inputs.answer(incoming.message);
    else if (header.msg_type === "execute_request")
      turns.add(Date.parse(header.date), (aborted) => execute(incoming, aborted));
    else void answer(incoming, handle);
  }

  async function execute(incoming: Incoming, aborted: boolean): Promise<void> {
    running = incoming.message.header;
    await answer(incoming, async (it) => {
      if (aborted) return executions.aborted();
      const content = await handle(it);
      if (content?.["status"] === "error" && incoming.message.content["stop_on_error"] !== false) {
        // What does not say when it was sent, and is on this side of the wire already, waits too.
        await new Promise(setImmediate);
        turns.abort();
      }
      return content;
    });
    running = undefined;
    keepCompiledCode();
  }

  /** Frames every request alike: busy, its outputs, its reply, idle. No handler can forget, or get the order wrong. */
  async function answer(
    incoming: Incoming,
    work: (incoming: Incoming) => Promise<Dictionary | undefined>,
  ): Promise<void> {
    const { header } = incoming.message;
    await publish(header, "status", { execution_state: "busy" });
    const content = await work(incoming).catch((error: unknown) => refusal(header.msg_type, error));
    if (content !== undefined)
      await reply(incoming, header.msg_type.replace(/_request$/, "_reply"), content).catch((error: unknown) =>
        log(`The reply to ${header.msg_type} could not be sent: ${String(error)}`),
      );
    await publish(header, "status", { execution_state: "idle" });
    if (header.msg_type === "shutdown_request") shutdown.resolve();
    // Clients show the last state that they heard of, and a cell is still running.
    if (running !== undefined && running !== header) await publish(running, "status", { execution_state: "busy" });
  }

  async function handle(incoming: Incoming): Promise<Dictionary | undefined> {
    const type = incoming.message.header.msg_type;
    if (isRequestType(type)) return call(type, incoming, handlers);
    log(`A message of unknown type '${type}' was ignored.`);
    return undefined;
  }

  function refusal(type: string, error: unknown): Dictionary {
    const evalue = `${type} cannot be answered: ${misfitOf(error)}`;
    log(evalue);
    return { status: "error", ename: error instanceof Error ? error.name : "Error", evalue, traceback: [evalue] };
  }

  await publish(undefined, "status", { execution_state: "starting" });
  return {
    interrupt,
    shutdown: shutdown.promise,
    async [Symbol.asyncDispose]() {
      await userProcess[Symbol.asyncDispose]();
      await debugging[Symbol.asyncDispose]();
      await (await lattices?.catch(() => undefined))?.[Symbol.asyncDispose]();
      await analysis[Symbol.asyncDispose]();
      await sockets[Symbol.asyncDispose]();
      await history[Symbol.asyncDispose]();
    },
  };
}

const call = <T extends RequestType>(type: T, incoming: Incoming, handlers: Handlers) =>
  handlers[type](requests[type].parse(incoming.message.content) as never, incoming);
