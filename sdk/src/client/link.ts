// One connection to one running dispatcher: its requests socket and its events socket, until either side ends it.

import { type ConnectionFile, Pieces, type RemoteAddress, unpack } from "covalent-ts/protocol";
import { Dealer, type Observer, Subscriber } from "zeromq";
import { SendQueue } from "./send-queue.ts";

export interface LinkListener {
  /** `undefined` if the bytes are no message. */
  onAnswer(message: unknown): void;
  onPublished(topic: string, message: unknown): void;
  /** The dispatcher is gone. Called at most once, and never after `close`. */
  onLost(): void;
}

export interface Link {
  send(message: Uint8Array): void;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
  close(): void;
}

// By default both sides drop what exceeds 1,000 messages, and say nothing.
const unbounded = { receiveHighWaterMark: 0, linger: 0 };

/** Opens a link, or finds that nobody listens there: then it is undefined. */
export async function openLink(
  connection: ConnectionFile | RemoteAddress,
  listener: LinkListener,
): Promise<Link | undefined> {
  const encryption =
    "serverKey" in connection
      ? {
          curveServerKey: connection.serverKey,
          curvePublicKey: connection.publicKey,
          curveSecretKey: connection.secretKey,
        }
      : {};
  const requests = new Dealer({ ...unbounded, ...encryption, sendHighWaterMark: 0 });
  const events = new Subscriber({ ...unbounded, ...encryption });
  const queue = new SendQueue(requests);
  let open = true;

  const close = () => {
    if (!open) return;
    open = false;
    requests.close();
    events.close();
  };
  const lose = () => {
    if (!open) return;
    close();
    listener.onLost();
  };

  const answered = watch(requests.events, lose);
  requests.connect(connection.requests);
  events.connect(connection.events);
  if (!(await answered)) {
    close();
    return undefined;
  }

  void pump(requests, ([message]) => {
    if (message !== undefined) listener.onAnswer(read(message));
  });
  const pieces = new Pieces();
  void pump(events, ([topic, piece, head]) => {
    const message = piece && pieces.add(piece, head);
    if (topic !== undefined && message !== undefined) listener.onPublished(topic.toString(), read(message));
  });

  return {
    // A refused send means that the socket is closed: `onLost` or `close` has told whoever waits.
    send: (message) => void queue.send(message).catch(() => undefined),
    subscribe: (topic) => events.subscribe(topic),
    unsubscribe: (topic) => events.unsubscribe(topic),
    close,
  };

  async function pump(socket: Dealer | Subscriber, take: (frames: Buffer[]) => void): Promise<void> {
    while (open) {
      let frames: Buffer[];
      try {
        frames = await socket.receive();
      } catch {
        return; // closed while it waited
      }
      take(frames);
    }
  }
}

function read(bytes: Uint8Array): unknown {
  try {
    return unpack(bytes);
  } catch {
    return undefined;
  }
}

/** Resolves to whether somebody answered the first try to connect; calls `lose` when the peer goes away later. */
function watch(observer: Observer, lose: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    let greeted = false;
    const read = async () => {
      for await (const event of observer) {
        if (event.type === "handshake") {
          greeted = true;
          resolve(true);
        } else if (event.type === "disconnect" && greeted) lose();
        // ZeroMQ would try again for ever; whoever opened the link looks for another dispatcher instead.
        else if (
          event.type === "connect:retry" ||
          event.type === "disconnect" ||
          event.type.startsWith("handshake:error")
        )
          resolve(false);
      }
      resolve(false);
    };
    void read();
  });
}
