// covalent backup: copies the store, while the dispatcher works.

import { command } from "../command.ts";
import { bytes, counted } from "../words.ts";

export const backup = command({
  name: "backup",
  synopsis: "FOLDER [--copy]",
  summary: "Copy all that the dispatcher keeps, while it works, to a folder that it can be started on.",
  explains: [
    ["FOLDER", "Where to. It must not be there yet, or be empty."],
    ["--copy", "Copy large values also where the same disk could share them."],
    ["--json", "As JSON."],
  ],
  options: { copy: { type: "boolean" }, json: { type: "boolean" } },
  takes: [1, 1],
  async run({ values, words: [to = ""], directory }, terminal) {
    // Loaded here: no other command needs a database.
    const { backUp } = await import("../../store/backup.ts");
    const made = await backUp(directory, to, values.copy);
    if (values.json) {
      terminal.print(JSON.stringify(made, null, 2));
      return 0;
    }
    const unfinished = made.unfinished === 0 ? "" : `, ${made.unfinished} of them unfinished`;
    const what = `${counted(made.dispatches, "dispatch", "dispatches")}${unfinished}, and ${counted(made.blobs, "large value")}`;
    terminal.print(`Backed up ${what}, ${bytes(made.bytes)}, to ${made.folder}.`);
    terminal.print(`To go on from there: covalent start --data-dir ${made.folder}`);
    return 0;
  },
});
