// covalent trace: writes what happened to a dispatch as an OpenTelemetry trace, for the tools that draw those.

import { closeSync, openSync, writeSync } from "node:fs";
import { CovalentError } from "covalent-ts/errors";
import { CallError, command } from "../command.ts";
import { counted } from "../words.ts";

export const trace = command({
  name: "trace",
  synopsis: "DISPATCH [-o FILE]",
  summary: "Write a dispatch as an OpenTelemetry trace (OTLP, as JSON).",
  explains: [
    ["DISPATCH", "Its id, or the beginning of it."],
    ["-o, --output FILE", "Where to. By default to stdout."],
  ],
  options: { output: { type: "string", short: "o" } },
  takes: [1, 1],
  async run({ values: { output }, words: [beginning = ""], directory }, terminal) {
    // Loaded here: no other command needs a database. The dispatcher is not asked: it has better to do than write files.
    const [{ openReadOnly }, { otlpJson }, { spansOf }, { purgedAt }, { keysByBeginning }, { default: manifest }] =
      await Promise.all([
        import("../../store/read-only.ts"),
        import("../../store/otlp.ts"),
        import("../../store/spans.ts"),
        import("../../store/purged.ts"),
        import("../../store/keys-by-beginning.ts"),
        import("../../../package.json", { with: { type: "json" } }),
      ]);
    const database = openReadOnly(directory);
    try {
      const found = database === undefined ? [] : keysByBeginning(database, beginning);
      if (found.length > 1) throw new CallError(`'${beginning}' begins the ids of ${found.length} dispatches.`);
      const [key] = found;
      const spans = key === undefined || database === undefined ? undefined : spansOf(database, key, Date.now());
      if (spans === undefined) {
        const purged = database && purgedAt(database, beginning);
        throw new CovalentError("UNKNOWN_DISPATCH", { dispatch: beginning, purgedAt: purged });
      }
      let lines = 0;
      const file = output === undefined ? undefined : openSync(output, "w");
      for (const piece of otlpJson(spans, manifest.version)) {
        lines += 1;
        if (file === undefined) terminal.write(piece);
        else writeSync(file, piece);
      }
      if (file !== undefined) {
        closeSync(file);
        terminal.print(`Wrote ${counted(lines - 2, "span")} to ${output}.`);
      }
      return 0;
    } finally {
      database?.close();
    }
  },
});
