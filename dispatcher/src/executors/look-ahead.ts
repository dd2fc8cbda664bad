// Decides how many electrons a worker is given at a time. While they are short it has some ahead, so that it never waits for the
// dispatcher between two of them; as soon as one is long, it has none: others could run them meanwhile.

/** How much work a worker may have ahead, in milliseconds of what the latest electrons took. */
const workAhead = 12;
/** And in electrons, however short they are. */
const mostAhead = 512;
/** What one electron weighs in the mean of the latest. */
const weight = 0.1;
/** The number doubles after so many ends for each that is given at a time: a few short ones prove nothing. */
const endsToDouble = 2;

export interface LookAhead {
  /** How many electrons a worker may have, the one that it runs included. */
  readonly each: number;
  /** An electron ended after so many milliseconds. */
  ended(took: number): void;
  /** One keeps its worker busy, or has ended it. */
  stalled(): void;
}

export function lookAhead(): LookAhead {
  let each = 1;
  let mean = workAhead;
  let ends = 0;
  return {
    get each() {
      return each;
    },
    ended(took) {
      mean += (took - mean) * weight;
      ends += 1;
      const wanted = Math.max(1, Math.min(mostAhead, Math.floor(workAhead / Math.max(mean, Number.EPSILON))));
      if (wanted < each) each = wanted;
      else if (wanted > each && ends >= each * endsToDouble) {
        each = Math.min(wanted, each * 2);
        ends = 0;
      }
    },
    stalled() {
      each = 1;
      mean = workAhead;
      ends = 0;
    },
  };
}
