// What kernels remember of each other.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { History } from "./history.ts";
import { requests } from "./requests.ts";

const ask = (history: History, query: object) => history.ask(requests.history_request.parse(query));

describe("the history", () => {
  const before = process.env["COVALENT_DATA_DIR"];
  let directory: string;
  const log: string[] = [];
  const open = () => new History((line) => log.push(line));
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "covalent-history-"));
    process.env["COVALENT_DATA_DIR"] = directory;
    log.length = 0;
  });
  afterEach(() => {
    if (before === undefined) delete process.env["COVALENT_DATA_DIR"];
    else process.env["COVALENT_DATA_DIR"] = before;
    rmSync(directory, { recursive: true });
  });

  it("outlives its kernel, and tells the next one by session", () => {
    {
      using first = open();
      first.add(1, "1 + 1");
      first.result(1, "2");
    }
    using second = open();
    second.add(1, "[a?b]");

    assert.deepEqual(ask(second, { hist_access_type: "tail", n: 5, output: true }), [
      [1, 1, ["1 + 1", "2"]],
      [2, 1, ["[a?b]", null]],
    ]);
    assert.deepEqual(ask(second, { hist_access_type: "range", session: -1 }), [[1, 1, "1 + 1"]]);
    assert.deepEqual(ask(second, { hist_access_type: "range", session: 0, start: 1, stop: 2 }), [[2, 1, "[a?b]"]]);
    assert.deepEqual(ask(second, { hist_access_type: "search", pattern: "[a*" }), [[2, 1, "[a?b]"]]);
  });

  it("finds what was run again once, where it was last, and no more than was asked for", () => {
    using history = open();
    for (const [at, input] of ["1", "2", "1", "3"].entries()) history.add(at + 1, input);

    const inputs = (query: object) =>
      ask(history, { hist_access_type: "search", ...query }).map(([, , input]) => input);
    assert.deepEqual(inputs({ unique: true }), ["2", "1", "3"]);
    assert.deepEqual(inputs({ n: 2 }), ["1", "3"]);
  });

  it("lasts as long as the kernel where it cannot be kept", () => {
    writeFileSync(join(directory, "file"), "");
    process.env["COVALENT_DATA_DIR"] = join(directory, "file", "below");
    using history = open();
    history.add(1, "1");

    assert.deepEqual(ask(history, { hist_access_type: "tail" }), [[1, 1, "1"]]);
    assert.match(log.join(), /will not be kept/);
  });
});
