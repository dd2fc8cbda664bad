// The dispatcher's log as a person reads it: pino's JSON lines as sentences, everything else as it is.

import { indent, type Terminal } from "./terminal.ts";
import { clock } from "./words.ts";

const levels: Record<number, { word: string; style: Parameters<Terminal["style"]>[0] }> = {
  10: { word: "trace", style: "dim" },
  20: { word: "debug", style: "dim" },
  30: { word: "info", style: "blue" },
  40: { word: "warn", style: "yellow" },
  50: { word: "error", style: "red" },
  60: { word: "fatal", style: "red" },
};

export function readableLogLine(line: string, terminal: Terminal, now: number): string {
  const record = parse(line);
  if (record === null) return line;
  const { level, time, msg, pid: _pid, hostname: _hostname, err, ...facts } = record;
  const { word, style } = levels[Number(level)] ?? { word: String(level), style: "dim" };
  const said = Object.entries(facts).map(([name, fact]) => `${name}=${say(fact)}`);
  const head = [clock(Number(time), now), terminal.style(style, word.padEnd(5)), String(msg ?? "")];
  const text = [...head, terminal.style("dim", said.join(" "))].join("  ").trimEnd();
  return isStacked(err) ? `${text}\n${indent(err.stack, "    ")}` : text;
}

function parse(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "level" in value && "time" in value
      ? Object.fromEntries(Object.entries(value))
      : null;
  } catch {
    return null;
  }
}

const say = (fact: unknown): string =>
  typeof fact === "string" ? (/^[^\s"=]+$/.test(fact) ? fact : JSON.stringify(fact)) : JSON.stringify(fact);

const isStacked = (error: unknown): error is { stack: string } =>
  typeof error === "object" && error !== null && "stack" in error && typeof error.stack === "string";
