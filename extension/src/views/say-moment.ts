// When something ended, as a person reads it in a row.

/** "14:02" for a moment of the same day as `now`, else "22 Nov". In the person's own time zone. */
export function sayMoment(at: number, now: number): string {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date(now).toDateString();
  return isToday
    ? `${pad(moment.getHours())}:${pad(moment.getMinutes())}`
    : `${moment.getDate()} ${months[moment.getMonth()]}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const pad = (value: number): string => String(value).padStart(2, "0");
