// Ends the workers of a dispatcher that was killed, unless another takes them over: whatever keeps their own threads busy.

import { spawn } from "node:child_process";
import { connectionPath } from "covalent-ts/protocol";

/** How long workers outlive their dispatcher, in milliseconds. */
export const defaultOutlive = 300_000;

// In the shell's language, since it does nothing all day: as a process of Node's it would take as much memory as a worker. It
// hears which workers begin and end, until it is told that all is well, or its input ends: then its dispatcher is gone. Whoever
// comes after that one writes another process number into the connection file; so did one before, which does not live.
const script = `
workers=
while read -r what pid; do
  case $what in
    began) workers="$workers $pid" ;;
    ended) kept=
      for each in $workers; do [ "$each" = "$pid" ] || kept="$kept $each"; done
      workers=$kept ;;
    well) exit 0 ;;
  esac
done
lives() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*[ZX]' "/proc/$1/status" 2>/dev/null; }
left=$OUTLIVE
while [ "$left" -gt 0 ] && [ -d "$DIRECTORY" ]; do
  next=$(sed -n 's/.*"pid":\\([0-9]*\\),.*/\\1/p' "$FILE" 2>/dev/null)
  if [ -n "$next" ] && [ "$next" != "$DISPATCHER" ] && lives "$next"; then exit 0; fi
  kept=
  for each in $workers; do
    if lives "$each"; then kept="$kept $each"; else kill -9 "-$each" 2>/dev/null; fi
  done
  workers=$kept
  [ -n "$workers" ] || exit 0
  sleep 1
  left=$((left - 1))
done
for each in $workers; do kill -9 "-$each"; done 2>/dev/null
`;

export interface Reaper extends Disposable {
  began(pid: number): void;
  ended(pid: number): void;
}

/** @param outlive how long workers outlive this process, in milliseconds; seconds count. */
export function openReaper(directory: string, outlive: number): Reaper {
  const child = spawn("/bin/sh", ["-c", script], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {
      PATH: process.env["PATH"],
      OUTLIVE: String(Math.ceil(outlive / 1_000)),
      DIRECTORY: directory,
      FILE: connectionPath(directory),
      DISPATCHER: String(process.pid),
    },
  });
  // Without one, workers are found by the next dispatcher all the same.
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  child.unref();
  const say = (line: string): void => void child.stdin.write(`${line}\n`);
  return {
    began: (pid) => say(`began ${pid}`),
    ended: (pid) => say(`ended ${pid}`),
    [Symbol.dispose]: () => void child.stdin.end("well\n"),
  };
}
