// What Linux says of a process: its memory, and the time that it took of a processor.

import { readFileSync, writeFileSync } from "node:fs";

function memoryOf(pid: number, what: "VmRSS" | "VmHWM"): number {
  const kilobytes = new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1_024;
}

/** Resident memory in bytes. */
export const residentBytes = (pid: number): number => memoryOf(pid, "VmRSS");

/** The most resident memory, in bytes, since `forgetPeak`. */
export const peakBytes = (pid: number): number => memoryOf(pid, "VmHWM");
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5");

/** Milliseconds of a processor that it has taken so far. Linux counts them by the hundredth of a second. */
export function processorTime(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
