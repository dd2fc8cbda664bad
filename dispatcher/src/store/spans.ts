// A dispatch as the spans of a trace: itself, its electrons, their attempts.

import { createHash } from "node:crypto";
import { type ElectronView, isSettled, type LatticeDocument, type WireError } from "covalent-ts/protocol";
import { jsonOrNull, number, numberOrNull, textOrNull } from "./columns.ts";
import type { Database } from "./database.ts";
import { readDocument } from "./document.ts";
import { attributes, nanos, type Span } from "./otlp.ts";
import { keyRange } from "./words.ts";

interface PastAttempt {
  attempt: number;
  worker: string | null;
  startedAt: number | null;
  endedAt: number;
  error: WireError | null;
}

/**
 * The dispatch, then each electron that came as far as a queue, then its attempts. What has not ended yet ends `now`, and says
 * so. Undefined if there is no such dispatch.
 */
export function spansOf(database: Database, dispatch: number, now: number): Iterable<Span> | undefined {
  const read = readDocument(database, dispatch);
  return read && tell(database, dispatch, read.document, now);
}

function* tell(database: Database, dispatch: number, document: LatticeDocument, now: number): Iterable<Span> {
  const traceId = traceIdOf(document.dispatch);
  const idOf = (what: string): string => spanIdOf(`${document.dispatch}/${what}`);
  const base = { traceId, kind: 1 } as const;
  const errors = readErrors(database, dispatch);
  const pasts = readAttempts(database, dispatch);
  const needs = Map.groupBy(document.edges, ({ to }) => to);

  yield {
    ...base,
    spanId: idOf("dispatch"),
    parentSpanId: "",
    name: document.lattice,
    startTimeUnixNano: nanos(document.submittedAt),
    // A clock can be set back meanwhile.
    endTimeUnixNano: nanos(Math.max(document.submittedAt, document.endedAt ?? now)),
    attributes: attributes({
      "covalent.dispatch": document.dispatch,
      "covalent.lattice": document.lattice,
      "covalent.state": document.state,
      "covalent.electrons": document.electrons.length,
      "covalent.unfinished": document.endedAt === null || undefined,
      "code.filepath": document.origin?.file,
      "code.lineno": document.origin?.line,
    }),
    events: document.startedAt === null ? [] : [event("started", document.startedAt)],
    links: [],
    status: statusOf(document.state, document.error?.message),
  };

  for (const electron of document.electrons) {
    const { id, parent, state, queuedAt, startedAt, endedAt } = electron;
    const start = queuedAt ?? startedAt ?? endedAt;
    if (start === null) continue;
    const error = errors.get(id) ?? null;
    const end = endedAt ?? now;
    yield {
      ...base,
      spanId: idOf(`${id}`),
      parentSpanId: idOf(parent === null ? "dispatch" : `${parent}`),
      name: electron.name,
      startTimeUnixNano: nanos(Math.min(start, pasts.get(id)?.[0]?.startedAt ?? start)),
      endTimeUnixNano: nanos(Math.max(end, start)),
      attributes: attributes({
        "covalent.electron": id,
        "covalent.kind": electron.kind,
        "covalent.state": state,
        "covalent.executor": electron.executor,
        "covalent.attempts": electron.attempt,
        "covalent.queue_ms": queuedAt !== null && startedAt !== null ? startedAt - queuedAt : undefined,
        "covalent.unfinished": !isSettled(state) || undefined,
        "covalent.output.type": electron.output?.type,
        "covalent.output.size": electron.output?.size,
        "code.function": electron.name,
        "code.filepath": electron.place?.file,
        "code.lineno": electron.place?.line,
      }),
      events: [
        ...(queuedAt === null ? [] : [event("queued", queuedAt)]),
        ...(startedAt === null ? [] : [event("started", startedAt)]),
        ...(error === null ? [] : [exception(error, end)]),
      ],
      links: (needs.get(id) ?? []).map(({ from, names }) => ({
        traceId,
        spanId: idOf(`${from}`),
        attributes: attributes({ "covalent.argument": names.join(", ") || undefined }),
      })),
      status: statusOf(state, error?.message),
    };
    for (const past of attemptsOf(electron, pasts.get(id) ?? [], error, now)) {
      yield {
        ...base,
        spanId: idOf(`${id}/${past.attempt}`),
        parentSpanId: idOf(`${id}`),
        name: `${electron.name}, attempt ${past.attempt}`,
        startTimeUnixNano: nanos(past.startedAt),
        endTimeUnixNano: nanos(past.endedAt),
        attributes: attributes({
          "covalent.electron": id,
          "covalent.attempt": past.attempt,
          "covalent.worker": past.worker ?? undefined,
          "covalent.unfinished": past.unfinished || undefined,
        }),
        events: past.error === null ? [] : [exception(past.error, past.endedAt)],
        links: [],
        status: past.error === null ? { code: past.unfinished ? 0 : 1 } : { code: 2, message: past.error.message },
      };
    }
  }
}

type ToldAttempt = PastAttempt & { startedAt: number; unfinished: boolean };

// Former attempts have rows of their own; the latest is in its electron's, unless it was lost.
function attemptsOf(
  { attempt, worker, startedAt, endedAt, state }: ElectronView,
  pasts: readonly PastAttempt[],
  error: WireError | null,
  now: number,
): ToldAttempt[] {
  const former = pasts.flatMap((past) =>
    past.startedAt === null ? [] : [{ ...past, startedAt: past.startedAt, unfinished: false }],
  );
  if (startedAt === null || attempt === 0 || pasts.at(-1)?.attempt === attempt) return former;
  const unfinished = !isSettled(state);
  return [...former, { attempt, worker, startedAt, endedAt: endedAt ?? now, error, unfinished }];
}

function readAttempts(database: Database, dispatch: number): Map<number, PastAttempt[]> {
  const attempts = new Map<number, PastAttempt[]>();
  const [first] = keyRange(dispatch);
  const rows = database
    .sql(
      `SELECT electron, attempt, worker, started_at, ended_at, error FROM attempt
       WHERE electron BETWEEN ? AND ? ORDER BY electron, attempt`,
    )
    .iterate(...keyRange(dispatch));
  for (const row of rows) {
    const electron = number(row, "electron") - first;
    const of = attempts.get(electron) ?? [];
    attempts.set(electron, of);
    of.push({
      attempt: number(row, "attempt"),
      worker: textOrNull(row, "worker"),
      startedAt: numberOrNull(row, "started_at"),
      endedAt: number(row, "ended_at"),
      error: jsonOrNull(row, "error"),
    });
  }
  return attempts;
}

function readErrors(database: Database, dispatch: number): Map<number, WireError | null> {
  const [first] = keyRange(dispatch);
  const rows = database
    .sql("SELECT key, error FROM electron WHERE key BETWEEN ? AND ? AND error IS NOT NULL")
    .all(...keyRange(dispatch));
  return new Map(rows.map((row) => [number(row, "key") - first, jsonOrNull<WireError>(row, "error")]));
}

/** Ids of ours are UUIDs, which are as long as a trace's. */
function traceIdOf(dispatch: string): string {
  const digits = dispatch.replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(digits) ? digits : hash(dispatch).slice(0, 32);
}

const spanIdOf = (what: string): string => hash(what).slice(0, 16);

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

const event = (name: string, at: number): Span["events"][number] => ({ timeUnixNano: nanos(at), name, attributes: [] });

const exception = ({ name, message, stack }: WireError, at: number): Span["events"][number] => ({
  timeUnixNano: nanos(at),
  name: "exception",
  attributes: attributes({
    "exception.type": name,
    "exception.message": message,
    "exception.stacktrace": stack || undefined,
  }),
});

function statusOf(state: string, message: string | undefined): Span["status"] {
  if (state === "COMPLETED") return { code: 1 };
  if (state === "CANCELLED") return { code: 2, message: message ?? "cancelled" };
  if (message !== undefined) return { code: 2, message };
  return { code: 0 };
}
