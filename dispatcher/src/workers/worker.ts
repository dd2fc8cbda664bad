// The program of a worker process: takes electrons from its dispatcher, one at a time, and says what became of them.

import { existsSync } from "node:fs";
import { endsPath } from "./brief-ends.ts";
import { openBriefOutbox } from "./program/brief-outbox.ts";
import { openConversation } from "./program/conversation.ts";
import { onDispatcherLost } from "./program/leash.ts";
import { writeAtOnce } from "./program/streams.ts";
import { openWorkbench } from "./program/workbench.ts";
import { readArguments } from "./worker-arguments.ts";

const about = readArguments(process.argv, process.env);
writeAtOnce();
const conversation = openConversation(about);
const outbox = openBriefOutbox(
  endsPath(about),
  (frame) => void conversation.post(frame),
  () => performance.now(),
);
const workbench = openWorkbench({ directory: about.directory, now: Date.now, say: conversation.say, outbox });
const attach = (): void => {
  const attempts = workbench.hold();
  // With what an earlier electron may have left running: nobody would ask for it.
  if (attempts.length === 0) process.kill(-process.pid, "SIGKILL");
  void conversation.say({ type: "attached", attempts });
};
onDispatcherLost(() => {
  attach();
  conversation.onConnected(attach);
  // Whatever else becomes of it: with the data directory, all that it could be of use for is gone.
  setInterval(() => {
    if (!existsSync(about.directory)) process.kill(-process.pid, "SIGKILL");
  }, 1_000);
});
await conversation.say({ type: "ready", worker: about.name, pid: process.pid });
await conversation.hear(workbench.take);
// Whatever an electron left running ends here.
process.exit();
