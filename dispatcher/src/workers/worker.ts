// The program of a worker process: takes electrons from its dispatcher, one at a time, and says what became of them.

import { openConversation } from "./program/conversation.ts";
import { endWithDispatcher } from "./program/leash.ts";
import { writeAtOnce } from "./program/streams.ts";
import { openWorkbench } from "./program/workbench.ts";
import { readArguments } from "./worker-arguments.ts";

const about = readArguments(process.argv, process.env);
endWithDispatcher();
writeAtOnce();
const conversation = openConversation(about);
const workbench = openWorkbench({ directory: about.directory, now: Date.now, say: conversation.say });
await conversation.say({ type: "ready", worker: about.name, pid: process.pid });
await conversation.hear(workbench.take);
// Whatever an electron left running ends here.
process.exit();
