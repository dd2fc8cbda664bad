// Every error that a person can meet, each with what to do about it. `docs/errors.md` lists the same codes: a test compares.

import type { Place } from "./protocol/place.ts";

/** What each error is about. The fields stay on the error, so that a front end can point at the cell. */
export interface About {
  NOT_A_LATTICE: { what: string };
  BAD_OPTION: { of: string; option: string; value: string; wanted: string };
  NOT_A_FUNCTION: { what: string; wanted: "electron" | "lattice" };
  LATTICE_ARGUMENTS: { lattice: string; problem: string };
  ELECTRON_ARGUMENTS: { electron: string; problem: string; place: Place | null };
  ELECTRON_AFTER_LATTICE: { electron: string; lattice: string; place: Place | null };
  ELECTRONS_IN_CIRCLE: { electrons: string };
  DEFERRED_ELSEWHERE: { electron: string; place: Place | null };
  DEFERRED_AS_PRIMITIVE: { electron: string; use: string; place: Place | null };
  DEFERRED_IN_TEST: { electron: string; test: string; place: Place | null };
  DEFERRED_ITERATED: { electron: string; place: Place | null };
  DEFERRED_CHANGED: { electron: string; property: string; place: Place | null };
  VALUE_CANNOT_TRAVEL: { electron: string; path: string; kind: string; place: Place | null };
  FUNCTION_CANNOT_TRAVEL: { electron: string; path: string; reason: string; place: Place | null };
  CAPTURE_TOO_LARGE: { electron: string; path: string; megabytes: number; limit: number; place: Place | null };
  NO_SUCH_EXPORT: { module: string; name: string };
  PACKAGE_NOT_FOUND: { specifier: string; directory: string };
  NOT_A_DISPATCH: { what: string };
  UNKNOWN_DISPATCH: { dispatch: string; purgedAt?: number | undefined };
  UNKNOWN_ELECTRON: { dispatch: string; electron: number };
  UNKNOWN_EXECUTOR: { executor: string; electron: string; known: string };
  RESOURCES_NOT_THERE: { electron: string; executor: string; asked: string; has: string; place: Place | null };
  /** `remedy` is that of the one thing that failed, if it has any. */
  DISPATCH_FAILED: { dispatch: string; lattice: string; failures: string; remedy: string | null };
  DISPATCH_CANCELLED: { dispatch: string; lattice: string };
  DISPATCH_UNFINISHED: { dispatch: string; lattice: string };
  DISPATCHER_NOT_RUNNING: { directory: string };
  DISPATCHER_CANNOT_START: { directory: string; reason: string; log: string };
  DISPATCHER_LOST: { directory: string };
  DISPATCHER_NOT_REACHED: { address: string; path: string };
  CONNECTION_FILE_UNUSABLE: { path: string; reason: string };
  DISPATCHER_NO_SPACE: { directory: string };
  DATA_DIRECTORY_NOT_WRITABLE: { directory: string; reason: string };
  DATA_DIRECTORY_IN_USE: { directory: string; pid: number };
  BAD_MESSAGE: { message: string; field: string };
  VERSION_MISMATCH: { ours: number; theirs: string };
  WORKER_LOST: { electron: string; worker: string; how: string; attempt: number; place: Place | null };
  WORKER_CANNOT_START: { how: string; stderr: string };
  DIRECTORY_NOT_ENTERED: { electron: string; directory: string; reason: string };
  ELECTRON_POISONED: { electron: string; workers: number; how: string; place: Place | null };
  ELECTRON_TIMED_OUT: { electron: string; limit: string; millis: number; place: Place | null };
  UPSTREAM_FAILED: { electron: string; place: Place | null };
  SUBLATTICE_FAILED: { sublattice: string; failures: string; place: Place | null };
  DISPATCH_RUNS: { dispatch: string; lattice: string };
  VALUE_LOST: { sha256: string; why: string };
  DISPATCH_DAMAGED: { dispatch: string; lattice: string; at: number };
  STORE_DAMAGED: { directory: string; reason: string };
  BACKUP_REFUSED: { folder: string; reason: string };
  STORE_TOO_NEW: { directory: string; theirs: number; ours: number };
  STORE_NOT_UPGRADED: { directory: string; from: number; to: number; reason: string };
  KERNEL_CANNOT_START: { reason: string; log: string };
  KERNEL_ENDED: { how: string };
  NOTEBOOK_UNREADABLE: { path: string; reason: string };
  KERNEL_CONNECTION_UNREADABLE: { path: string; reason: string };
}
export type ErrorCode = keyof About;

const at = (place: Place | null): string =>
  place === null
    ? ""
    : place.cell === undefined
      ? ` (${place.file}:${place.line})`
      : ` (cell ${place.cell}, line ${place.line})`;

const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;

const explain: { [C in ErrorCode]: (about: About[C]) => [message: string, remedy: string] } = {
  NOT_A_LATTICE: ({ what }) => [
    `Only a lattice can be dispatched, and this is ${what}.`,
    "Wrap the workflow function in ct.lattice(...), or a single electron in ct.lattice(electron).",
  ],
  BAD_OPTION: ({ of, option, value, wanted }) => [`${option} of ${of} is ${value}.`, `It takes ${wanted}.`],
  NOT_A_FUNCTION: ({ what, wanted }) => [
    `ct.${wanted} takes a function, and was given ${what}.`,
    `Pass the function itself: ct.${wanted}((x) => ...).`,
  ],
  LATTICE_ARGUMENTS: ({ lattice, problem }) => [
    `Lattice '${lattice}' was called with wrong arguments: ${problem}.`,
    "Call it with the arguments that its function declares.",
  ],
  ELECTRON_ARGUMENTS: ({ electron, problem, place }) => [
    `Electron '${electron}' was called with wrong arguments${at(place)}: ${problem}.`,
    "Call it with the arguments that its function declares.",
  ],
  ELECTRON_AFTER_LATTICE: ({ electron, lattice, place }) => [
    `Electron '${electron}' was called${at(place)} when lattice '${lattice}' had already returned.`,
    "Await, in the lattice, the work that calls it.",
  ],
  ELECTRONS_IN_CIRCLE: ({ electrons }) => [
    `These electrons wait for each other: ${electrons}.`,
    "Take out the ct.wait(...) that closes the circle.",
  ],
  DEFERRED_ELSEWHERE: ({ electron, place }) => [
    `The output of electron '${electron}' was used${at(place)} in a lattice that did not call that electron.`,
    "Return it from its own lattice, or call the electron in this one.",
  ],
  DEFERRED_AS_PRIMITIVE: ({ electron, use, place }) => [
    `The output of electron '${electron}' is not known while the lattice is traced, and was used in ${use}${at(place)}.`,
    "Move that computation into an electron, and pass the output to it.",
  ],
  DEFERRED_IN_TEST: ({ electron, test, place }) => [
    `The lattice decides on the output of electron '${electron}' in '${test}'${at(place)}, but that output is not known while the lattice is traced: the test would always be true.`,
    "Put the decision into an electron, or into a sublattice, which runs with real values.",
  ],
  DEFERRED_ITERATED: ({ electron, place }) => [
    `The lattice iterates over the output of electron '${electron}'${at(place)}, whose length is not known while the lattice is traced.`,
    "Iterate inside an electron, or in a sublattice, which runs with real values; destructuring, as in const [a, b] = ..., works.",
  ],
  DEFERRED_CHANGED: ({ electron, property, place }) => [
    `The lattice assigns to '${property}' of the output of electron '${electron}'${at(place)}, which is not there yet.`,
    "Change the value inside an electron, and return it.",
  ],
  VALUE_CANNOT_TRAVEL: ({ electron, path, kind, place }) => [
    `${electron} holds ${path}, ${withArticle(kind)}, which cannot be sent to another process${at(place)}.`,
    "Open it inside the electron, or pass in what it is made from.",
  ],
  FUNCTION_CANNOT_TRAVEL: ({ electron, path, reason, place }) => [
    `${electron} needs ${path}, which cannot be sent to another process: ${reason}${at(place)}.`,
    "Pass what it needs as an argument, or import it inside the electron.",
  ],
  CAPTURE_TOO_LARGE: ({ electron, path, megabytes, limit, place }) => [
    `Electron '${electron}' takes ${megabytes} MB with it, most of it in ${path}, and the limit is ${limit} MB${at(place)}.`,
    "Load it inside the electron, pass it as an argument, or raise COVALENT_MAX_CAPTURE_MB.",
  ],
  NO_SUCH_EXPORT: ({ module, name }) => [
    `'${module}' exports no function '${name}'.`,
    "Give the name that it is exported by; 'default' for the default export.",
  ],
  PACKAGE_NOT_FOUND: ({ specifier, directory }) => [
    `'${specifier}' cannot be found from ${directory}.`,
    `Install it there: npm install ${specifier}.`,
  ],
  NOT_A_DISPATCH: ({ what }) => [
    `A dispatch is named by its id, which is a text, and this is ${what}.`,
    "Await what ct.dispatch gives: const id = await ct.dispatch(lattice)(...).",
  ],
  UNKNOWN_DISPATCH: ({ dispatch, purgedAt }) => [
    purgedAt === undefined
      ? `There is no dispatch '${dispatch}'.`
      : `There is no dispatch '${dispatch}' any more: it was purged at ${new Date(purgedAt).toISOString()}.`,
    "List those there are with `covalent ls`.",
  ],
  UNKNOWN_ELECTRON: ({ dispatch, electron }) => [
    `Dispatch '${dispatch}' has no electron ${electron}.`,
    `List those it has with \`covalent show ${dispatch}\`.`,
  ],
  RESOURCES_NOT_THERE: ({ electron, executor, asked, has, place }) => [
    `Electron '${electron}'${at(place)} asks for ${asked}, more than executor '${executor}' has: ${has}.`,
    "Ask for less, or start the dispatcher with more: `covalent start --workers N --resources NAME=N`.",
  ],
  UNKNOWN_EXECUTOR: ({ executor, electron, known }) => [
    `Electron '${electron}' asks for executor '${executor}', which this dispatcher does not have.`,
    `Use one of: ${known}.`,
  ],
  DISPATCH_FAILED: ({ dispatch, lattice, failures, remedy }) => [
    `Lattice '${lattice}' failed: ${failures}`,
    remedy ?? `See what it did with \`covalent show ${dispatch}\`.`,
  ],
  DISPATCH_CANCELLED: ({ dispatch, lattice }) => [
    `Lattice '${lattice}' was cancelled.`,
    `Dispatch it again; \`covalent show ${dispatch}\` says how far it came.`,
  ],
  DISPATCH_UNFINISHED: ({ dispatch, lattice }) => [
    `Lattice '${lattice}' has not ended, so it has no value yet.`,
    `Wait for it with ct.getResult("${dispatch}", { wait: true }).`,
  ],
  DISPATCHER_NOT_RUNNING: ({ directory }) => [
    `No dispatcher runs for ${directory}.`,
    "Start it with `covalent start`.",
  ],
  DISPATCHER_CANNOT_START: ({ directory, reason, log }) => [
    `The dispatcher for ${directory} could not start: ${reason}`,
    `Its log is ${log}; \`covalent start\` tries again.`,
  ],
  DISPATCHER_LOST: ({ directory }) => [
    `The dispatcher for ${directory} stopped answering.`,
    "Start it with `covalent start`: dispatches go on where they were.",
  ],
  DISPATCHER_NOT_REACHED: ({ address, path }) => [
    `No dispatcher that knows the keys of ${path} answers at ${address}.`,
    "Start it there with `covalent start --listen`, and copy its connection.json again: keys and ports are in it.",
  ],
  CONNECTION_FILE_UNUSABLE: ({ path, reason }) => [
    `COVALENT_CONNECTION names ${path}, which cannot be used: ${reason}.`,
    "Copy connection.json from the data directory of a dispatcher that was started with `covalent start --listen`.",
  ],
  DISPATCHER_NO_SPACE: ({ directory }) => [
    `There is no space left for ${directory}, so no new work is taken.`,
    "Make room on that disk; running dispatches go on by themselves then.",
  ],
  DATA_DIRECTORY_NOT_WRITABLE: ({ directory, reason }) => [
    `The data directory ${directory} cannot be written: ${reason}.`,
    "Make it writable, or set COVALENT_DATA_DIR to a folder that is.",
  ],
  DATA_DIRECTORY_IN_USE: ({ directory, pid }) => [
    `Process ${pid} holds the data directory ${directory}.`,
    "Use that dispatcher, or stop it first with `covalent stop`.",
  ],
  BAD_MESSAGE: ({ message, field }) => [
    `The message '${message}' is not as agreed: ${field}.`,
    "Use a client of the dispatcher's own version.",
  ],
  VERSION_MISMATCH: ({ ours, theirs }) => [
    `The dispatcher speaks protocol version ${ours}, and the client ${theirs}.`,
    "Restart the dispatcher with `covalent stop`, then use one version of both.",
  ],
  WORKER_LOST: ({ electron, worker, how, attempt, place }) => [
    `Worker ${worker} was ended by ${how} while it ran electron '${electron}', attempt ${attempt}${at(place)}.`,
    "It is tried again on another worker; if it needs much memory, give it less at a time.",
  ],
  WORKER_CANNOT_START: ({ how, stderr }) => [
    `No worker process can start, the last ended by ${how}${stderr === "" ? "." : `: ${stderr}`}`,
    "See the dispatcher's log with `covalent logs`; dispatch again when the cause is gone.",
  ],
  DIRECTORY_NOT_ENTERED: ({ electron, directory, reason }) => [
    `Electron '${electron}' runs in ${directory}, which cannot be entered: ${reason}.`,
    "Make that folder again, or dispatch from another one.",
  ],
  ELECTRON_POISONED: ({ electron, workers, how, place }) => [
    `Electron '${electron}' ended ${workers} workers, the last by ${how}, and is not tried again${at(place)}.`,
    "Run it on its own to see why it ends its process: out of memory, process.exit, or a native crash.",
  ],
  ELECTRON_TIMED_OUT: ({ electron, limit, millis, place }) => [
    `Electron '${electron}'${at(place)} ${limit} longer than its timeout of ${millis / 1_000} s.`,
    "Give it more time by its option `timeout`, or less to do.",
  ],
  UPSTREAM_FAILED: ({ electron, place }) => [
    `Electron '${electron}'${at(place)} failed, and this one needs it.`,
    "Mend that electron, and dispatch again.",
  ],
  SUBLATTICE_FAILED: ({ sublattice, failures, place }) => [
    `Sublattice '${sublattice}'${at(place)} failed: ${failures}`,
    "Mend what failed inside it, and dispatch again.",
  ],
  STORE_TOO_NEW: ({ directory, theirs, ours }) => [
    `The store in ${directory} was written by a newer dispatcher (version ${theirs}; this one reads up to ${ours}).`,
    "Use that version, or set COVALENT_DATA_DIR to another folder.",
  ],
  DISPATCH_RUNS: ({ dispatch, lattice }) => [
    `Lattice '${lattice}' still runs, and is not purged.`,
    `Cancel it first with \`covalent cancel ${dispatch}\`, or wait for its end.`,
  ],
  VALUE_LOST: ({ sha256, why }) => [
    `A value is lost: objects/${sha256.slice(0, 2)}/${sha256.slice(2, 10)}… of the data directory should hold it, and ${why}.`,
    "Dispatch again to make it anew; `covalent check` says what else is lost.",
  ],
  DISPATCH_DAMAGED: ({ dispatch, lattice, at }) => [
    `Part of lattice '${lattice}' was lost when the store was found damaged, at ${new Date(at).toISOString()}.`,
    `Dispatch it again; \`covalent show ${dispatch}\` has what is left of it.`,
  ],
  STORE_DAMAGED: ({ directory, reason }) => [
    `The store in ${directory} is damaged: ${reason}.`,
    "Restart the dispatcher with `covalent restart`: it saves what can be read, and says what is lost.",
  ],
  BACKUP_REFUSED: ({ folder, reason }) => [
    `No backup was made in ${folder}: ${reason}.`,
    "Name a folder that is not there yet, on a disk with enough room.",
  ],
  STORE_NOT_UPGRADED: ({ directory, from, to, reason }) => [
    `The store in ${directory} could not be brought from version ${from} to ${to}: ${reason}. It was left as it was.`,
    "Use the version of the dispatcher that wrote it, or set COVALENT_DATA_DIR to another folder.",
  ],
  KERNEL_CANNOT_START: ({ reason, log }) => [
    `The notebook's kernel could not start: ${reason}.${log === "" ? "" : ` It said: ${log}`}`,
    "Run a cell to try again; the output channel 'Covalent' has all that it printed.",
  ],
  KERNEL_ENDED: ({ how }) => [
    `The notebook's kernel ended ${how}. What its cells had defined is gone; what they dispatched goes on.`,
    "Run the cells again: the next one starts a new kernel.",
  ],
  NOTEBOOK_UNREADABLE: ({ path, reason }) => [
    `${path} cannot be read as a notebook: ${reason}.`,
    "Give the path of a Jupyter notebook, nbformat 4; Jupyter and VS Code save notebooks as that.",
  ],
  KERNEL_CONNECTION_UNREADABLE: ({ path, reason }) => [
    `${path} cannot be read as a kernel's connection file: ${reason}.`,
    "Let Jupyter start the kernel: it writes that file, and gives its path in place of {connection_file} in kernel.json.",
  ],
};

const mark = Symbol.for("covalent-ts.error");

const isOurs = (value: unknown): value is { name: string } =>
  typeof value === "object" && value !== null && mark in value;

/** An error of ours: what happened, on what, and what to do. Carries `code` and the facts in `about`. */
export class CovalentError<C extends ErrorCode = ErrorCode> extends Error {
  readonly [mark] = true;
  readonly code: C;
  readonly about: About[C];
  readonly remedy: string;

  constructor(code: C, about: About[C], options?: ErrorOptions) {
    const [message, remedy] = explain[code](about);
    super(`${message} ${remedy}`, options);
    this.name = "CovalentError";
    this.code = code;
    this.about = about;
    this.remedy = remedy;
  }

  /** Makes an error that came over the wire one of ours again, in place. */
  static revive(error: Error, code: ErrorCode, remedy: string, about: object): void {
    Object.setPrototypeOf(error, CovalentError.prototype);
    Object.assign(error, { [mark]: true, code, remedy, about });
  }

  /** True for errors of other loaded copies of this package too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isOurs(value);
  }
}

/** Thrown while a lattice is traced, for what a lattice cannot do. */
export class LatticeError<C extends ErrorCode = ErrorCode> extends CovalentError<C> {
  override readonly name = "LatticeError";

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isOurs(value) && value.name === "LatticeError";
  }
}

export const errorCodes = Object.keys(explain) as ErrorCode[];
