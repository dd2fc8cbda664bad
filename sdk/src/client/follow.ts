// Follows one dispatch without missing or repeating anything: subscribe, snapshot, then what comes after it.

import { type DispatchEvent, foldEvents, type LatticeDocument, StateMessage, stateTopic } from "covalent-ts/protocol";
import type { Client } from "./client.ts";

interface DispatchListener {
  /** The dispatch as it is now: at first, and whenever messages were missed. */
  onSnapshot(document: LatticeDocument): void;
  /** What happened since. */
  onEvents(events: DispatchEvent[]): void;
  /** Nothing more will come, for this reason. */
  onFailure(error: unknown): void;
}

/** Resolves once the first snapshot has been handed over. Rejects as `snapshot` does. */
async function followDispatch(
  client: Pick<Client, "ask" | "listen">,
  dispatch: string,
  listener: DispatchListener,
): Promise<Disposable> {
  /** Of the last message handed over; undefined while a snapshot is on its way. */
  let seq: number | undefined;
  let early: StateMessage[] = [];
  let snapshots = 0;
  let stopped = false;

  const receive = (message: StateMessage) => {
    if (stopped) return;
    if (seq === undefined) early.push(message);
    else if (message.seq === seq + 1 && !message.repeated) {
      seq = message.seq;
      listener.onEvents(message.events);
    } else if (message.seq > seq) {
      early.push(message);
      catchUpLater();
    }
  };

  const catchUp = async () => {
    seq = undefined;
    snapshots += 1;
    const mine = snapshots;
    const snapshot = await client.ask("snapshot", { dispatch });
    if (stopped || mine !== snapshots) return;
    seq = snapshot.seq;
    const waiting = early;
    early = [];
    listener.onSnapshot(snapshot.document);
    for (const message of waiting) receive(message);
  };
  const catchUpLater = () => void catchUp().catch((error: unknown) => listener.onFailure(error));

  const subscription = await client.listen(stateTopic(dispatch), {
    onMessage(message) {
      const parsed = StateMessage.safeParse(message);
      // One that cannot be read leaves a gap, which the next one closes.
      if (parsed.success) receive(parsed.data);
    },
    onRestored: catchUpLater,
    onGivenUp: (error) => listener.onFailure(error),
  });
  const stop = {
    [Symbol.dispose]: () => {
      stopped = true;
      subscription[Symbol.dispose]();
    },
  };
  try {
    await catchUp();
  } catch (error) {
    stop[Symbol.dispose]();
    throw error;
  }
  return stop;
}

/** `Client.follow`. */
export function followDocument(
  client: Pick<Client, "ask" | "listen">,
  dispatch: string,
  onDocument: (document: LatticeDocument, events: DispatchEvent[]) => void,
): Promise<Disposable> {
  let document: LatticeDocument;
  return followDispatch(client, dispatch, {
    onSnapshot(snapshot) {
      document = snapshot;
      onDocument(document, []);
    },
    onEvents(events) {
      document = foldEvents(document, events);
      onDocument(document, events);
    },
    // A view keeps what it shows: a lost dispatcher may come back, and a deleted dispatch has nothing more to say.
    onFailure: () => undefined,
  });
}
