// The names that this extension and its package.json share, with their types: a test holds the manifest to this table.

import type { NotebookCell } from "vscode";
import type { NotebookUri } from "./notebook/notebook-uri.ts";

/** Each command and what it is called with. A command that only a button or a row calls gets a dispatch id. */
export interface CommandArguments {
  "covalent.newNotebook": [];
  "covalent.restartKernel": [notebook?: NotebookUri];
  /** Without a cell: the one that is selected. */
  "covalent.debugCell": [cell?: NotebookCell];
  "covalent.startDispatcher": [];
  "covalent.stopDispatcher": [];
  "covalent.showDispatch": [dispatch: string];
  /** Without a dispatch: the one that the Graph view shows. */
  "covalent.openGraph": [dispatch?: DispatchRef, electron?: number | null];
  "covalent.cancelDispatch": [dispatch: DispatchRef];
  "covalent.openOrigin": [dispatch: DispatchRef];
  "covalent.copyDispatchId": [dispatch: DispatchRef];
  "covalent.followNewest": [];
  "covalent.showLog": [];
}
export type CommandId = keyof CommandArguments;

/** A dispatch as a command is given it: its id, or the row of the tree that stands for it. */
export type DispatchRef = string | { readonly dispatch: string };

export const dispatchOf = (ref: DispatchRef): string => (typeof ref === "string" ? ref : ref.dispatch);

/** Settings and what they are unless a person changes them. */
export const settings = {
  /** Where the dispatcher keeps its dispatches; empty for the default of `dataDirectory()`. */
  "covalent.dataDirectory": "",
  /** Empty: kernels are processes of this machine. */
  "covalent.jupyterServer.url": "",
  "covalent.jupyterServer.token": "",
  "covalent.jupyterServer.kernelName": "covalent",
} as const satisfies Record<string, string | number | boolean>;
export type SettingId = keyof typeof settings;

/** What `when` clauses of the manifest may ask. */
export interface ContextKeys {
  "covalent.dispatcher": "looking" | "running" | "stopped";
  /** The Graph view shows the newest dispatch, rather than one that was picked. */
  "covalent.followsNewest": boolean;
  "covalent.hasGraph": boolean;
}
export type ContextKey = keyof ContextKeys;

export const commandIds = [
  "covalent.newNotebook",
  "covalent.restartKernel",
  "covalent.debugCell",
  "covalent.startDispatcher",
  "covalent.stopDispatcher",
  "covalent.showDispatch",
  "covalent.openGraph",
  "covalent.cancelDispatch",
  "covalent.openOrigin",
  "covalent.copyDispatchId",
  "covalent.followNewest",
  "covalent.showLog",
] as const satisfies readonly CommandId[];

export const contextKeys = [
  "covalent.dispatcher",
  "covalent.followsNewest",
  "covalent.hasGraph",
] as const satisfies readonly ContextKey[];

export const views = { container: "covalent", dispatches: "covalent.dispatches", graph: "covalent.graph" } as const;
export const graphEditorType = "covalent.graphEditor";
export const latticeRenderer = "covalent.lattice";
export const notebookType = "jupyter-notebook";
export const cellDebugger = "covalent-cell";
export const controllerId = "covalent-typescript";
export const stateColours = ["completed", "running", "dispatching", "queued", "failed", "idle"] as const;
