// Runs the extension's tests in a real VS Code, or opens one to play with.
//
//   npm run test:vscode                      the suite; COVALENT_VSCODE=desktop runs the host part in a desktop VS Code
//   npm run test:vscode -- --only sidebar    the tests whose titles match
//   npm run vscode                           an interactive window on the examples

import { spawn } from "node:child_process";
import { once } from "node:events";
import { relative } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { parseArgs } from "node:util";
import { artifacts, root } from "./workbench/places.ts";

const { values } = parseArgs({
  options: { interactive: { type: "boolean", default: false }, only: { type: "string" } },
});
// What is tested is what ships, which knows nothing of sources.
delete process.env["NODE_OPTIONS"];

if (values.interactive) {
  const { openInteractively } = await import("./open.ts");
  await openInteractively();
} else if (process.env["COVALENT_VSCODE"] === "desktop") {
  const { buildHostTests } = await import("./workbench/host-tests.ts");
  const { buildExtension } = await import("./workbench/vsix.ts");
  await buildExtension();
  await buildHostTests();
  const child = spawn("npx", ["vscode-test"], { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1;
} else {
  process.exitCode = (await runSuite()) ? 0 : 1;
}

/** Whether all passed. */
async function runSuite() {
  const counts = { passed: 0, failed: 0 };
  const results = run({
    files: [new URL("./workbench.test.ts", import.meta.url).pathname],
    isolation: "none",
    concurrency: false,
    ...(values.only === undefined ? {} : { testNamePatterns: [values.only] }),
  });
  // What has tests inside is told after them: it is no test of its own.
  let depth = 0;
  const isTest = ({ details, nesting }) => {
    const hasTests = depth > nesting;
    depth = nesting;
    return details.type !== "suite" && !hasTests;
  };
  results.on("test:pass", (event) => {
    if (isTest(event) && event.skip === undefined) counts.passed += 1;
  });
  results.on("test:fail", (event) => {
    const ofItself = event.details.error?.failureType !== "subtestsFailed";
    if (isTest(event) || ofItself) counts.failed += 1;
  });
  const printed = results.compose(spec);
  printed.pipe(process.stdout, { end: false });
  await once(printed, "end");
  console.log(`Screenshots are in ${relative(process.cwd(), artifacts) || "."}`);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 && counts.passed > 0;
}
