// What `covalent --help` says.

import type { Command } from "./command.ts";
import { columns, indent, type Terminal } from "./terminal.ts";

export function sayHelp(commands: readonly Command[], terminal: Terminal): void {
  const bold = (text: string) => terminal.style("bold", text);
  terminal.print("Runs workflows of electrons on this machine, and shows what became of them.");
  terminal.print(`\n${bold("Usage")}\n  covalent COMMAND [options]\n\n${bold("Commands")}`);
  for (const line of columns(commands.map(({ name, summary }) => [name, summary]))) terminal.print(indent(line, "  "));
  terminal.print(`\n${bold("Options")}`);
  const options = [
    ["-h, --help", "This text; after a command, what that one takes."],
    ["-v, --version", "The version."],
  ];
  for (const line of columns(options)) terminal.print(indent(line, "  "));
}

export function sayCommandHelp({ name, synopsis, summary, explains }: Command, terminal: Terminal): void {
  terminal.print(summary);
  terminal.print(`\n${terminal.style("bold", "Usage")}\n  ${`covalent ${name} ${synopsis}`.trimEnd()}`);
  if (explains.length === 0) return;
  terminal.print();
  for (const line of columns(explains)) terminal.print(indent(line, "  "));
}
