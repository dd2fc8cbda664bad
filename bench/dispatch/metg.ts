// The minimum effective task granularity (Task Bench): how short tasks may be while workers are busy with them half of the time.

/** From the longest down, each half of the one before, in milliseconds. */
const durations = [64, 32, 16, 8, 4, 2, 1, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625];

/** Enough tasks for this much work, in milliseconds, so that the shortest are not lost in the noise of one dispatch. */
const work = 400;

/**
 * The duration in milliseconds at which tasks keep the workers busy for half of the time, between the last duration at which
 * they do and the first at which they do not.
 *
 * @param run Runs so many tasks that each spin so many milliseconds; resolves to the milliseconds that it took in all.
 */
export async function metgOf(
  workers: number,
  run: (ms: number, tasks: number) => Promise<number>,
  mostTasks: number,
): Promise<number> {
  let before: { ms: number; efficiency: number } | undefined;
  for (const ms of durations) {
    const tasks = Math.min(mostTasks, Math.max(4 * workers, Math.ceil((work * workers) / ms)));
    const efficiency = (tasks * ms) / (workers * (await run(ms, tasks)));
    if (efficiency < 0.5) {
      if (before === undefined) return ms / (2 * efficiency);
      const share =
        (Math.log(before.efficiency) - Math.log(0.5)) / (Math.log(before.efficiency) - Math.log(efficiency));
      return before.ms * (ms / before.ms) ** share;
    }
    before = { ms, efficiency };
  }
  return durations.at(-1) ?? 0;
}
