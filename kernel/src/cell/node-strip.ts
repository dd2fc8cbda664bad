// Node's own stripping of types, kept usable behind a text that it cannot take.

import { type StripTypeScriptTypesOptions, stripTypeScriptTypes } from "node:module";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";

interface Question {
  text: string;
  options: StripTypeScriptTypesOptions;
}

/** An error's own fields would be lost on the way between threads. */
type Answer = { code: string } | { fault: { name: string; message: string; stack: string; code: unknown } };

interface ThreadData {
  port: MessagePort;
  /** 1 as soon as there is an answer. */
  signal: Int32Array<SharedArrayBuffer>;
}

interface Thread {
  worker: Worker;
  port: MessagePort;
  signal: Int32Array<SharedArrayBuffer>;
}

/** Node's parser is WebAssembly: where it ends in the middle, its stack stays as it is, and soon it takes no text at all. */
let isSpent = false;
let thread: Thread | undefined;
/** The thread that is asked now, or that a time limit has kept from answering. */
let asked: Thread | undefined;

/**
 * As Node's function of that name.
 *
 * @throws SyntaxError, with Node's code and stack, for what is no TypeScript; RangeError for what is nested too deeply.
 */
export function nodeStrip(text: string, options: StripTypeScriptTypesOptions = {}): string {
  if (isSpent) return stripElsewhere(text, options);
  // It stays so when a time limit ends all this.
  isSpent = true;
  try {
    const code = stripTypeScriptTypes(text, options);
    isSpent = false;
    return code;
  } catch (error) {
    if (isTrap(error)) throw tooDeep(error);
    isSpent = false;
    throw error;
  }
}

function stripElsewhere(text: string, options: StripTypeScriptTypesOptions): string {
  void asked?.worker.terminate();
  asked = thread ?? startThread();
  thread = undefined;
  const { port, signal, worker } = asked;
  Atomics.store(signal, 0, 0);
  port.postMessage({ text, options } satisfies Question);
  Atomics.wait(signal, 0, 0);
  const answer: Answer | undefined = receiveMessageOnPort(port)?.message;
  if (answer === undefined) throw new Error("The thread that strips types has not answered.");
  if ("code" in answer) {
    [thread, asked] = [asked, undefined];
    return answer.code;
  }
  const { fault } = answer;
  const error = Object.assign(fault.name === "SyntaxError" ? new SyntaxError() : new Error(), fault);
  if (isTrap(error)) {
    void worker.terminate();
    asked = undefined;
    throw tooDeep(error);
  }
  [thread, asked] = [asked, undefined];
  throw error;
}

function startThread(): Thread {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ThreadData = { port: port2, signal };
  const worker = new Worker(`(${answerQuestions})()`, { eval: true, workerData, transferList: [port2] });
  worker.unref();
  return { worker, port: port1, signal };
}

/** All that the other thread is: it is given this function's text, so nothing else of this file is there. */
function answerQuestions(): void {
  const node = process.getBuiltinModule("node:module");
  const { port, signal }: ThreadData = process.getBuiltinModule("node:worker_threads").workerData;
  process.removeAllListeners("warning");
  const answerTo = ({ text, options }: Question): Answer => {
    try {
      return { code: node.stripTypeScriptTypes(text, options) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const { name, message, stack = "" } = error;
      return { fault: { name, message, stack, code: "code" in error ? error.code : undefined } };
    }
  };
  port.on("message", (question: Question) => {
    port.postMessage(answerTo(question));
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  });
}

const isTrap = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_INTERNAL_ASSERTION";

const tooDeep = (cause: unknown): RangeError =>
  new RangeError("It is nested too deeply, or is one expression of too many parts, to be read.", { cause });
