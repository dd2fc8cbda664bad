// One run of one cell: from the moment it waits in line until the kernel is idle again.

import type { IKernelConnection } from "@jupyterlab/services/lib/kernel/kernel.js";
import type { IIOPubMessage, IStdinMessage } from "@jupyterlab/services/lib/kernel/messages.js";
import { type JupyterMessage, type Output, outputOf } from "covalent-ts/jupyter";
import * as vscode from "vscode";
import { type Displays, rememberRun } from "./displays.ts";
import { itemFor, outputFor } from "./notebook-output.ts";
import { errorContent } from "./output-content.ts";
import { editsFor, noOutputs, type OutputEdit } from "./output-edits.ts";
import { followPayload } from "./payload.ts";

export interface CellRun {
  readonly cell: vscode.NotebookCell;
  readonly execution: vscode.NotebookCellExecution;
  /** Sends the cell, and resolves when all is there that it put out before it ended; says whether it went well. */
  send(connection: IKernelConnection): Promise<boolean>;
  /** Ends the run without sending the cell. */
  skip(): void;
  /** Ends the run with this error under the cell. */
  fail(error: Error): Promise<void>;
}

export interface CellRunOptions {
  readonly displays: Displays;
  readonly now: () => number;
  /** Called when the person would not answer `input()`. */
  readonly onInputRefused: () => void;
  /** Changes a cell's outputs after its run is over. */
  readonly afterwards: (edit: (execution: vscode.NotebookCellExecution) => Promise<void>) => Promise<void>;
}

/** Puts a cell in line: it shows as pending from now on. */
export function queueCell(
  controller: vscode.NotebookController,
  cell: vscode.NotebookCell,
  { displays, now, onInputRefused, afterwards }: CellRunOptions,
): CellRun {
  const execution = controller.createNotebookCellExecution(cell);
  const state = noOutputs();
  let lastOutput: vscode.NotebookCellOutput | undefined;
  let startTime: number | undefined;
  let phase: "waiting" | "running" | "ended" = "waiting";
  /** Edits in the order of the messages that they come from. */
  let edits: Promise<void> = Promise.resolve();

  const apply = async (edit: OutputEdit, via: vscode.NotebookCellExecution): Promise<void> => {
    switch (edit.type) {
      case "clear":
        displays.forget(cell);
        return void (await via.clearOutput());
      case "append": {
        lastOutput = outputFor(edit.content);
        if (edit.display !== undefined) displays.add(edit.display, { cell, output: lastOutput });
        return void (await via.appendOutput(lastOutput));
      }
      case "extend":
        return void (lastOutput && (await via.appendOutputItems(itemFor(edit.item), lastOutput)));
      case "update":
        return displays.update(edit.display, edit.content);
    }
  };
  const show = (output: Output): void => {
    if (output.type === "execute_input" && phase === "running") execution.executionOrder = output.execution_count;
    for (const edit of editsFor(state, output)) {
      edits = edits
        .then(() => {
          // Timers and promises that a cell leaves behind put out more when it has long ended.
          if (phase === "running" || edit.type === "update") return apply(edit, execution);
          return cell.index < 0 ? undefined : afterwards((passing) => apply(edit, passing));
        })
        .catch(() => {
          // The cell was deleted, or its notebook closed: its output has no place left.
        });
    }
  };
  const answer = async (connection: IKernelConnection, message: IStdinMessage): Promise<void> => {
    if (message.header.msg_type !== "input_request") return;
    const { prompt, password } = message.content as { prompt: string; password: boolean };
    const value = await vscode.window.showInputBox({ prompt, password, ignoreFocusOut: true });
    if (value === undefined) onInputRefused();
    connection.sendInputReply({ status: "ok", value: value ?? "" }, message.header as never);
  };
  const start = (): void => {
    phase = "running";
    startTime = now();
    execution.start(startTime);
  };
  const end = (success: boolean | undefined): void => {
    if (phase === "ended") return;
    if (phase === "waiting") execution.start(undefined);
    phase = "ended";
    const endTime = success === undefined ? undefined : now();
    rememberRun(cell, { executionOrder: execution.executionOrder, success, startTime, endTime });
    execution.end(success, endTime);
  };

  return {
    cell,
    execution,
    async send(connection) {
      start();
      displays.forget(cell);
      await execution.clearOutput();
      const code = cell.document.getText().replaceAll("\r\n", "\n");
      if (code.trim() === "") {
        end(true);
        return true;
      }
      // The rest of the queue is ours to stop, since only we know which cells may fail.
      const content = { code, stop_on_error: false, allow_stdin: true, store_history: true };
      // Not disposed when done: output that comes later is told to the same future.
      const future = connection.requestExecute(content, false, { cellId: cell.document.uri.toString() });
      future.onIOPub = (message: IIOPubMessage) => {
        const output = outputOf(message as unknown as JupyterMessage);
        if (output !== undefined) show(output);
      };
      future.onStdin = (message) => answer(connection, message);
      const reply = await future.done;
      await edits;
      const payload = reply !== undefined && "payload" in reply.content ? reply.content.payload : undefined;
      const success = reply?.content.status === "ok";
      for (const output of await followPayload(cell, payload)) show(output);
      await edits;
      end(success);
      return success;
    },
    skip: () => end(undefined),
    async fail(error) {
      if (phase === "ended") return;
      if (phase === "waiting") {
        start();
        await execution.clearOutput();
      }
      await edits;
      const shown = { ename: error.name, evalue: error.message, traceback: [`${error.name}: ${error.message}`] };
      await execution.appendOutput(outputFor(errorContent(shown)));
      end(false);
    },
  };
}
