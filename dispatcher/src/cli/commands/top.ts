// covalent top: watches a dispatcher work, live.

import { setTimeout as delay } from "node:timers/promises";
import { type Client, openClient } from "covalent-ts/client";
import { CovalentError } from "covalent-ts/errors";
import type { DispatchSummary } from "covalent-ts/protocol";
import { CallError, command, wholeNumber } from "../command.ts";
import { type Look, topLine, topLines } from "../say-top.ts";
import { openScreen } from "../screen.ts";
import type { Terminal } from "../terminal.ts";

/** So many dispatches are looked at; as many as fit are shown. */
const looked = 20;
/** So many rates are remembered for the line that draws them. */
const remembered = 200;

export const top = command({
  name: "top",
  synopsis: "[--interval SECONDS] [-n TIMES]",
  summary: "Watch the dispatcher work, live. q leaves.",
  explains: [
    ["--interval SECONDS", "How often to look. By default 1."],
    ["-n, --times TIMES", "Leave after so many looks. By default never."],
  ],
  options: { interval: { type: "string", default: "1" }, times: { type: "string", short: "n" } },
  takes: [0, 0],
  async run({ values, directory }, terminal) {
    const wait = seconds(values.interval) * 1_000;
    const times = values.times === undefined ? Number.POSITIVE_INFINITY : wholeNumber("-n", values.times, 1);
    const looking = openLooking(directory);
    // Only the first must find a dispatcher: one that is restarted while somebody watches comes back.
    const first = await looking.look();
    if (first instanceof CovalentError) throw first;
    try {
      if (process.stdin.isTTY && process.stdout.isTTY) await draw(looking, first, { wait, times, terminal });
      else await tell(looking, first, { wait, times, terminal });
      return 0;
    } finally {
      await looking.close();
    }
  },
});

interface Watching {
  wait: number;
  times: number;
  terminal: Terminal;
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number >= 0.1 && number <= 3_600)) {
    throw new CallError(`--interval takes seconds, from 0.1 to 3600, and was given '${text}'.`);
  }
  return number;
}

async function tell(looking: Looking, first: Look, { wait, times, terminal }: Watching): Promise<void> {
  let look: Look | CovalentError = first;
  for (let time = 1; ; time += 1) {
    terminal.print(look instanceof CovalentError ? look.message : topLine(look));
    if (time >= times) return;
    await delay(wait);
    look = await looking.look();
  }
}

async function draw(looking: Looking, first: Look, { wait, times, terminal }: Watching): Promise<void> {
  using screen = openScreen(process.stdin, process.stdout);
  let look: Look | CovalentError = first;
  const show = (): void => {
    const lines = look instanceof CovalentError ? [look.message] : topLines(look, terminal, screen.columns);
    const hint = terminal.style("dim", "q leaves");
    screen.draw([...lines.slice(0, screen.rows - 1), ...(lines.length < screen.rows - 1 ? ["", hint] : [hint])]);
  };
  screen.onResize(show);
  const left = screen.left.then(() => "left" as const);
  for (let time = 1; ; time += 1) {
    show();
    const next = await Promise.race([left, delay(wait, "again" as const, { ref: true })]);
    if (next === "left" || time >= times) return;
    look = await looking.look();
  }
}

interface Looking {
  /** What is to be seen now, or why nothing is. */
  look(): Promise<Look | CovalentError>;
  close(): Promise<void>;
}

function openLooking(directory: string): Looking {
  const history: number[] = [];
  let client: Client | undefined;
  const close = async (): Promise<void> => {
    const open = client;
    client = undefined;
    await open?.[Symbol.asyncDispose]();
  };
  return {
    async look() {
      try {
        client ??= await openClient({ directory, start: false });
        const [status, { dispatches }] = await Promise.all([
          client.ask("status", {}),
          client.ask("list", { limit: looked }),
        ]);
        history.push(status.rates.electrons);
        if (history.length > remembered) history.shift();
        return { status, dispatches: runningFirst(dispatches), history, now: Date.now() };
      } catch (error) {
        await close();
        if (error instanceof CovalentError) return error;
        throw error;
      }
    },
    close,
  };
}

const runningFirst = (dispatches: readonly DispatchSummary[]): DispatchSummary[] =>
  dispatches.toSorted((a, b) => Number(b.endedAt === null) - Number(a.endedAt === null));
