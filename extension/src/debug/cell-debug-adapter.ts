// One debug session of a cell: VS Code's Debug Adapter Protocol on one side, the kernel's `debug_request` on the other.

import type { IKernelConnection } from "@jupyterlab/services/lib/kernel/kernel.js";
import type { IIOPubMessage } from "@jupyterlab/services/lib/kernel/messages.js";
import * as vscode from "vscode";
import type { Session } from "../notebook/session.ts";
import { CellSources } from "./cell-sources.ts";
import {
  BreakpointArguments,
  Breakpoints,
  DebugEvent,
  DebugInfo,
  Dumped,
  Reply,
  Request,
  type Source,
  SourceArguments,
  StackFrames,
} from "./messages.ts";

type Body = Record<string, unknown>;

/** Milliseconds that a cell has to end when its session is stopped. */
const stopWithin = 3_000;

export class CellDebugAdapter implements vscode.DebugAdapter {
  readonly #cell: vscode.NotebookCell;
  readonly #session: Session;
  readonly #connection: IKernelConnection;
  readonly #sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly #sources = new CellSources();
  #last = 0;
  /** Settles when the cell has ended. */
  #run: Promise<void> | undefined;
  #hasEnded = false;

  readonly onDidSendMessage = this.#sent.event;

  constructor(cell: vscode.NotebookCell, session: Session, connection: IKernelConnection) {
    this.#cell = cell;
    this.#session = session;
    this.#connection = connection;
    connection.iopubMessage.connect(this.#hear, this);
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    const request = Request.safeParse(message);
    if (request.success) void this.#answer(request.data);
  }

  dispose(): void {
    if (!this.#connection.isDisposed) this.#connection.iopubMessage.disconnect(this.#hear, this);
    this.#sent.dispose();
  }

  async #answer({ seq, command, arguments: args = {} }: Request): Promise<void> {
    const response = { type: "response", request_seq: seq, command };
    try {
      this.#send({ ...response, success: true, body: await this.#handle(command, args) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#send({ ...response, success: false, message, body: {} });
      return;
    }
    if (command === "launch") this.#tell("initialized");
    else if (command === "configurationDone") this.#runCell();
  }

  async #handle(command: string, args: Body): Promise<Body> {
    switch (command) {
      case "launch":
        return this.#attach();
      case "setBreakpoints":
        return this.#setBreakpoints(BreakpointArguments.parse(args));
      case "stackTrace": {
        const { stackFrames, ...body } = StackFrames.parse(await this.#ask(command, args));
        return { ...body, stackFrames: stackFrames.map((frame) => this.#withSource(frame)) };
      }
      case "source": {
        const { source, sourceReference } = SourceArguments.parse(args);
        const reference = typeof sourceReference === "number" ? { sourceReference } : {};
        return this.#ask(command, { source: { path: this.#sources.pathOf({ ...source, ...reference }) } });
      }
      case "disconnect":
        return this.#disconnect();
      default:
        return this.#ask(command, args);
    }
  }

  /** The program to launch is there already: the kernel. */
  async #attach(): Promise<Body> {
    await this.#ask("attach", {});
    this.#sources.expect(DebugInfo.parse(await this.#ask("debugInfo", {})).tmpFilePrefix);
    await this.#pathOf(this.#cell);
    const cells = this.#cell.notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
    await Promise.all(cells.map((cell) => this.#pathOf(cell)));
    return {};
  }

  /** What the kernel calls a cell, as its text is now. */
  async #pathOf({ document }: vscode.NotebookCell): Promise<string> {
    const code = document.getText().replaceAll("\r\n", "\n");
    const { sourcePath } = Dumped.parse(await this.#ask("dumpCell", { code }));
    this.#sources.add(sourcePath, document.uri.toString());
    return sourcePath;
  }

  async #setBreakpoints({ source, breakpoints, ...args }: BreakpointArguments): Promise<Body> {
    const path = await this.#pathIn(source);
    if (path === undefined) {
      const message = "It is in another notebook than the cell that is debugged.";
      return { breakpoints: breakpoints.map(() => ({ verified: false, message })) };
    }
    const set = Breakpoints.parse(
      await this.#ask("setBreakpoints", { ...args, breakpoints, source: { ...source, path } }),
    );
    return { breakpoints: set.breakpoints.map((breakpoint) => this.#withSource(breakpoint)) };
  }

  async #pathIn({ path = "" }: Source): Promise<string | undefined> {
    if (!path.startsWith(`${this.#cell.document.uri.scheme}:`)) return path;
    const address = vscode.Uri.parse(path).toString();
    const cell = this.#cell.notebook.getCells().find(({ document }) => document.uri.toString() === address);
    return cell === undefined ? undefined : this.#pathOf(cell);
  }

  #withSource<T extends { source?: Source | undefined }>(it: T): T {
    return it.source === undefined ? it : { ...it, source: this.#sources.shown(it.source) };
  }

  #runCell(): void {
    this.#run = this.#session
      .run([this.#cell])
      .finally(() => {
        this.#hasEnded = true;
        this.#tell("terminated");
      })
      .catch(() => {
        // The cell shows it.
      });
  }

  /** Stop ends the cell, and keeps what the cells have made: it is an interrupt. */
  async #disconnect(): Promise<Body> {
    if (this.#run !== undefined && !this.#hasEnded) {
      void this.#session.interrupt();
      await Promise.race([this.#run, new Promise((resolve) => setTimeout(resolve, stopWithin))]);
    }
    // A kernel that is gone debugs no more.
    return this.#ask("disconnect", {}).catch(() => ({}));
  }

  async #ask(command: string, args: Body): Promise<Body> {
    if (this.#connection.isDisposed) throw new Error("The notebook's kernel has ended.");
    this.#last += 1;
    const request = { type: "request", seq: this.#last, command, arguments: args } as const;
    const { success, message, body } = Reply.parse((await this.#connection.requestDebug(request).done).content);
    if (!success) throw new Error(message ?? `The kernel cannot do '${command}'.`);
    return body;
  }

  #hear(_: unknown, { header, content }: IIOPubMessage): void {
    if (header.msg_type !== "debug_event") return;
    const { event, body } = DebugEvent.parse(content);
    this.#tell(event, body);
  }

  #tell(event: string, body: Body = {}): void {
    this.#send({ type: "event", event, body });
  }

  #send(message: Body): void {
    this.#sent.fire({ seq: 0, ...message });
  }
}
