// --listen: where the dispatcher also listens on a network.

import { type Listen, parseListen } from "../front/listen-address.ts";
import { CallError } from "./command.ts";

export const listenExplained: [option: string, explains: string] = [
  "--listen ADDRESS",
  "Also listen on a network, encrypted: tcp://HOST:PORT. By default COVALENT_LISTEN, else nowhere.",
];

export function readListen(text: string): Listen {
  const listen = parseListen(text);
  if (listen === undefined) {
    throw new CallError(`--listen takes tcp://HOST:PORT, with a port up to 65534, and was given '${text}'.`);
  }
  return listen;
}
