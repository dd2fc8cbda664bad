// The tests that run in an extension host, whichever VS Code it belongs to: built into one file, and run there by mocha.

import { join } from "node:path";
import { build } from "esbuild";
import type { Host } from "./host.ts";
import { hostTests, root } from "./places.ts";

const built = join(hostTests, "host.test.cjs");

export async function buildHostTests(): Promise<void> {
  await build({
    entryPoints: [join(root, "test", "vscode", "host.test.ts")],
    outfile: built,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
}

export interface HostResult {
  readonly title: string;
  /** What went wrong; absent if nothing did. */
  readonly error?: string;
}

export async function runHostTests(host: Host): Promise<HostResult[]> {
  await buildHostTests();
  return host.evaluate(
    async (_vscode, file, from) => {
      const require = process.getBuiltinModule("node:module").createRequire(from);
      const Mocha = require("mocha");
      const mocha = new Mocha({ ui: "tdd", timeout: 60_000, reporter: class {} });
      mocha.addFile(file);
      const results: { title: string; error?: string }[] = [];
      await new Promise((done) => {
        const run = mocha.run(done);
        run.on("pass", (test: { fullTitle(): string }) => results.push({ title: test.fullTitle() }));
        run.on("fail", (test: { fullTitle(): string }, error: Error) =>
          results.push({ title: test.fullTitle(), error: String(error.stack ?? error) }),
        );
      });
      return results;
    },
    built,
    join(root, "package.json"),
  );
}
