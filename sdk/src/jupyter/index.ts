// What a Jupyter kernel and its clients share: the wire, the connection file, and two ways to speak with a kernel.

export { SendQueue } from "../client/send-queue.ts";
export { misfitOf } from "../protocol/misfit.ts";
export { type Channels, type ChannelsOptions, openChannels, request } from "./channels.ts";
export { type ExecuteOptions, type Execution, type KernelClient, openKernelClient } from "./client.ts";
export {
  endpointOf,
  KernelConnection,
  newConnection,
  readConnectionFile,
  type SocketName,
  socketNames,
} from "./connection-file.ts";
export { type Channel, type Dictionary, Header, type JupyterMessage, jupyterProtocol, parentOf } from "./messages.ts";
export { ExecutionState, MimeBundle, Output, type OutputOf, outputOf } from "./outputs.ts";
export { PendingList } from "./pending-list.ts";
export { type RawSocket, type RawSocketClass, rawSocketFor } from "./raw-socket.ts";
export { decodeMessage, encodeMessage, type Received } from "./wire.ts";
