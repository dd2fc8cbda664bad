// The global `comms`: connections to widgets and extensions at the front end, opened by either side.

import { randomUUID } from "node:crypto";
import type { CommCommand } from "../commands.ts";
import { report } from "./channel.ts";
import { currentRun } from "./current-run.ts";
import { flushPrinted } from "./printing.ts";

type Data = Readonly<Record<string, unknown>>;
type Listener = (data: Data) => void;

/** One connection. Both sides send it plain data. */
export class Comm {
  readonly id: string;
  /** What the other side is asked to be. */
  readonly target: string;
  readonly #listeners = { message: new Set<Listener>(), close: new Set<Listener>() };

  constructor(target: string, id: string = randomUUID()) {
    this.target = target;
    this.id = id;
  }

  send(data: Data): void {
    tell("comm_msg", { comm_id: this.id, data });
  }

  onMessage(listener: (data: Data) => void): void {
    this.#listeners.message.add(listener);
  }

  onClose(listener: (data: Data) => void): void {
    this.#listeners.close.add(listener);
  }

  close(data: Data = {}): void {
    if (open.delete(this.id)) tell("comm_close", { comm_id: this.id, data });
  }

  /** Called for what the other side sent. */
  heard(what: "message" | "close", data: Data): void {
    for (const listener of this.#listeners[what]) listener(data);
  }
}

/** What of it cells may use. */
export type CommOfCells = Omit<Comm, "heard">;

const open = new Map<string, Comm>();
const targets = new Map<string, (comm: CommOfCells, data: Data) => void>();

export const comms = {
  /** Opens a connection to what the front end knows by that name. */
  open(target: string, data: Data = {}): CommOfCells {
    const comm = new Comm(target);
    open.set(comm.id, comm);
    tell("comm_open", { comm_id: comm.id, target_name: target, data });
    return comm;
  },

  /** Takes connections that the front end opens to that name. */
  register(target: string, onOpen: (comm: CommOfCells, data: Data) => void): void {
    targets.set(target, onOpen);
  },
};

/** What listeners throw goes the way of everything that nobody awaits. */
export function hearComm({ kind, content }: CommCommand): void {
  const { comm_id: id, data = {} } = content;
  if (kind === "comm_open") {
    const target = content.target_name ?? "";
    const onOpen = targets.get(target);
    if (onOpen === undefined) {
      tell("comm_close", { comm_id: id, data: {} });
      return;
    }
    const comm = new Comm(target, id);
    open.set(id, comm);
    onOpen(comm, data);
    return;
  }
  const comm = open.get(id);
  if (kind === "comm_close") open.delete(id);
  comm?.heard(kind === "comm_close" ? "close" : "message", data);
}

function tell(kind: CommCommand["kind"], content: CommCommand["content"]): void {
  flushPrinted();
  report({ type: "comm", run: currentRun().id, kind, content });
}
