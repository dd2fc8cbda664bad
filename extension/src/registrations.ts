// Commands, settings and context keys as VS Code knows them, typed by the table that the manifest is held to.

import * as vscode from "vscode";
import {
  type CommandArguments,
  type CommandId,
  type ContextKey,
  type ContextKeys,
  type SettingId,
  settings,
} from "./contributions.ts";

export function registerCommand<C extends CommandId>(
  id: C,
  run: (...args: CommandArguments[C]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, (...args: CommandArguments[C]) =>
    // A command's rejection is shown by VS Code as an internal error; ours say what to do, so they are shown as they are.
    Promise.resolve()
      .then(() => run(...args))
      .catch((error: unknown) => void vscode.window.showErrorMessage(messageOf(error))),
  );
}

export const runCommand = <C extends CommandId>(id: C, ...args: CommandArguments[C]): Thenable<unknown> =>
  vscode.commands.executeCommand(id, ...args);

export function setContext<K extends ContextKey>(key: K, value: ContextKeys[K]): void {
  void vscode.commands.executeCommand("setContext", key, value);
}

export const readSetting = (id: SettingId): string =>
  vscode.workspace.getConfiguration().get<string>(id) ?? settings[id];

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
