// A notebook's run as lines on a terminal: each cell, what it printed, and each electron as it goes on.

import type { News } from "./execute.ts";

/** Writes each piece of news as whole lines. */
export function progressLines(write: (text: string) => void): (news: News) => void {
  const line = (text: string): void => write(`${text}\n`);
  const indented = (text: string): void => {
    for (const one of text.replace(/\n$/, "").split("\n")) line(`    ${one}`);
  };
  return (news) => {
    switch (news.type) {
      case "cell":
        return line(`[${news.number}/${news.of}] ${title(news.source)}`);
      case "printed":
        return indented(news.text);
      case "result":
        return indented(news.text);
      case "dispatched":
        return line(`  ◇ ${news.lattice} dispatched as ${news.dispatch}`);
      case "electron":
        return line(
          `  ${mark(news.state)} ${news.name} (${news.id}) ${news.state}${took(news.milliseconds)}${because(news.error)}`,
        );
      case "settled":
        return line(`  ${mark(news.state)} ${news.lattice} ${news.state}`);
      case "waiting":
        return line(`Waiting for ${news.dispatches === 1 ? "a dispatch" : `${news.dispatches} dispatches`} to end.`);
      case "failed":
        line(`Cell ${news.number} failed:`);
        return indented(news.traceback.join("\n"));
      case "timed-out":
        return line(
          news.number === null
            ? `The dispatches did not end within ${news.seconds} s. They go on; \`covalent ls\` shows them.`
            : `Cell ${news.number} took longer than ${news.seconds} s and was interrupted.`,
        );
    }
  };
}

/** The first line that is more than a comment, an import or a bracket. */
function title(source: string): string {
  const lines = source.split("\n").map((line) => line.trim());
  const telling = lines.find((line) => line !== "" && !/^(\/\/|\/\*|\*|import\b|[)}\]])/.test(line));
  const text = telling ?? lines.find((line) => line !== "") ?? "";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

const marks: Record<string, string> = { COMPLETED: "✓", RUNNING: "▸", DISPATCHING: "▸", QUEUED: "·", CANCELLED: "–" };
const mark = (state: string): string => marks[state] ?? "✗";

const took = (milliseconds: number | null): string => {
  if (milliseconds === null) return "";
  return milliseconds < 1_000 ? ` in ${Math.round(milliseconds)} ms` : ` in ${(milliseconds / 1_000).toFixed(1)} s`;
};

const because = (error: string | null): string => (error === null ? "" : `: ${error.split("\n")[0]}`);
