// The process that user code runs in: takes cells from the protocol process, one after the other.

import { Socket } from "node:net";
import { becomeHost } from "covalent-ts/host";
import { decorateName, holdName, importName, magicName, metaName } from "../../cell/globals.ts";
import { countOf } from "../../cell/script-name.ts";
import { Command } from "../commands.ts";
import { descriptors } from "../descriptors.ts";
import { lineSplitter } from "../lines.ts";
import { watchCellTimers } from "./cell-timers.ts";
import { Cells } from "./cells.ts";
import { report } from "./channel.ts";
import { comms, hearComm } from "./comms.ts";
import { currentRun, within } from "./current-run.ts";
import { offerToDebugger } from "./debugging.ts";
import { decorate, offerMetadata } from "./decorate.ts";
import { display } from "./display/display.ts";
import { hold, release } from "./held.ts";
import { confirm, input, listenForAnswers, prompt } from "./input.ts";
import { openMagics } from "./magics.ts";
import { openCellModules } from "./modules.ts";
import { flushPrinted } from "./printing.ts";
import { progress } from "./progress.ts";
import { originOf, textOf } from "./scripts.ts";
import { startSecondThread } from "./second-thread.ts";
import { tellOwnLines } from "./stacks.ts";
import { catchStrays } from "./strays.ts";
import { captureStreams } from "./streams.ts";

const [nonce = "", directory = process.cwd(), notebook] = process.argv.splice(2);

captureStreams();
tellOwnLines();
catchStrays();
offerToDebugger();
offerMetadata();
watchCellTimers();
process.on("exit", flushPrinted);

const modules = openCellModules(directory);
const globals = {
  display,
  input,
  prompt,
  confirm,
  progress,
  comms,
  require: modules.require,
  [importName]: modules.import,
  [metaName]: modules.meta,
  [decorateName]: decorate,
  [holdName]: hold,
};
for (const [name, value] of Object.entries(globals)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
}
const magics = openMagics(directory);
Object.defineProperty(globalThis, magicName, { value: magics, configurable: true, enumerable: false });
becomeHost({
  ...(notebook === undefined ? {} : { notebook }),
  cellOf: countOf,
  originOf,
  textOf,
  importedFrom: modules.importedFrom,
  exportedFrom: modules.exportedFrom,
  dispatched(dispatch, lattice, directory) {
    flushPrinted();
    report({ type: "dispatched", run: currentRun().id, dispatch, lattice, directory });
  },
});

const cells = new Cells(nonce, magics);
const second = startSecondThread((run) => cells.interrupt(run));
listenForAnswers(second);
report({ type: "ready" });

function obey(command: Command): void {
  if (command.type === "run") void cells.run(command, second);
  else if (command.type === "release") {
    void release().then(() => {
      flushPrinted();
      report({ type: "released" });
    });
  } else {
    within({ id: command.run, count: 0, allowInput: false }, () => process.nextTick(hearComm, command));
    process.nextTick(() => {
      flushPrinted();
      report({ type: "heard", run: command.run });
    });
  }
}

const split = lineSplitter();
const commands = new Socket({ fd: descriptors.commands, readable: true, writable: false });
commands.on("data", (bytes) => {
  for (const line of split(bytes)) obey(Command.parse(JSON.parse(line)));
});
commands.on("close", () => process.exit());
