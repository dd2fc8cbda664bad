// Times as a person reads them in a row: short, and never more exact than they are useful.

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** "3.2s", "42s", "2m 41s", "1h 05m". */
export function sayDuration(millis: number): string {
  const length = Math.max(0, millis);
  if (length < 10 * second) return `${(Math.floor(length / 100) / 10).toFixed(1)}s`;
  if (length < minute) return `${Math.floor(length / second)}s`;
  if (length < hour) return `${Math.floor(length / minute)}m ${pad((length % minute) / second)}s`;
  return `${Math.floor(length / hour)}h ${pad((length % hour) / minute)}m`;
}

/** "14:02" for a moment of the same day as `now`, else "22 Nov". In the person's own time zone. */
export function sayClock(at: number, now: number): string {
  const moment = new Date(at);
  if (moment.toDateString() === new Date(now).toDateString())
    return `${pad(moment.getHours())}:${pad(moment.getMinutes())}`;
  return `${moment.getDate()} ${months[moment.getMonth()]}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const pad = (value: number): string => String(Math.floor(value)).padStart(2, "0");
