// Desktop VS Code for the tests that run in its extension host: `COVALENT_VSCODE=desktop npm run test:vscode`.

import { defineConfig } from "@vscode/test-cli";

export default defineConfig({
  files: ".cache/vscode-tests/host.test.cjs",
  extensionDevelopmentPath: "extension",
  workspaceFolder: "examples",
  launchArgs: ["--disable-workspace-trust", "--disable-extensions"],
  mocha: { ui: "tdd", timeout: 60_000 },
});
