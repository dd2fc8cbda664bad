// What SQLite refused, by its result codes: https://sqlite.org/rescode.html.

export const sqliteCode = { BUSY: 5, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 } as const;

/** Whether SQLite gave one of these primary result codes. The extended codes repeat theirs in the low byte. */
export function isSqliteError(error: unknown, ...codes: number[]): boolean {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return false;
  return codes.includes(error.errcode & 0xff);
}
