// What the dispatcher would answer about an electron of the fixtures.

import type { ElectronView } from "../../sdk/src/protocol/document.ts";
import type { Get } from "../../sdk/src/protocol/requests.ts";

export function detailOf(view: ElectronView): Get<"electron"> {
  const { startedAt, endedAt, worker, error, place } = view;
  const stack = `${error?.name}: ${error?.message}\n    at solve (/home/ada/svm.ts:88:11)\n    at ${view.name} (Cell [2]:4:11)`;
  const full = error ? { ...error, stack } : null;
  const last = Math.max(1, view.attempt);
  return {
    view,
    source: `async function ${view.name}(data: Dataset, C: number, gamma: number) {\n  const model = await solve(data, { C, gamma });\n  return model;\n}`,
    sourcePlace: place,
    attempts:
      startedAt === null
        ? []
        : Array.from({ length: last }, (_, index) => ({
            attempt: index + 1,
            worker,
            startedAt: startedAt - (last - 1 - index) * 27_000,
            endedAt: index + 1 < last ? startedAt - (last - 1 - index) * 27_000 + 25_000 : endedAt,
            outcome: error ? ("failed" as const) : endedAt === null ? null : ("completed" as const),
            error: full,
          })),
    error: full,
    log:
      startedAt === null
        ? []
        : [
            { n: 1, at: startedAt, attempt: last, stream: "stdout", text: "iteration  2000  gap 0.412\n" },
            { n: 2, at: startedAt + 9_000, attempt: last, stream: "stdout", text: "iteration 10000  gap 0.031\n" },
            {
              n: 3,
              at: startedAt + 9_100,
              attempt: last,
              stream: "stderr",
              text: "warning: kernel matrix is nearly singular\n",
            },
          ],
  };
}
