// The bounds of priorities, for those who check them without a schema.

/** Priorities are whole numbers from minus this to this. */
export const highestPriority = 1_000_000;
