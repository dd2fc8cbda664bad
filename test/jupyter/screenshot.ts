// Photographs JupyterLab after it ran `examples/display.ipynb` on our kernel, in a light and a dark theme, for people to look at.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { launchChromium } from "../vscode/workbench/chromium.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const artifacts = join(root, ".artifacts", "jupyter");
const kernel = join(root, "kernel", "bin", "covalent-kernel.mjs");
const dispatcher = join(root, "dispatcher", "bin", "covalent.mjs");
/** Milliseconds. */
const patience = 60_000;

const lab = process.env["JUPYTER_LAB"] ?? "jupyter-lab";
if (spawnSync(lab, ["--version"]).status !== 0) {
  process.stderr.write(
    "JupyterLab is needed: pip install jupyterlab, or set JUPYTER_LAB to the path of its program.\n",
  );
  process.exit(1);
}

const themes = { light: "JupyterLab Light", dark: "JupyterLab Dark" } as const;

const prefix = await realpath(await mkdtemp(join(tmpdir(), "covalent-lab-")));
const notebooks = join(prefix, "notebooks");
const settings = join(prefix, "settings");
const env = {
  ...process.env,
  COVALENT_DATA_DIR: join(prefix, "data"),
  JUPYTER_PATH: join(prefix, "share", "jupyter"),
  JUPYTER_DATA_DIR: join(prefix, "user"),
  JUPYTER_RUNTIME_DIR: join(prefix, "runtime"),
  JUPYTER_CONFIG_DIR: join(prefix, "config"),
  JUPYTERLAB_SETTINGS_DIR: settings,
  JUPYTERLAB_WORKSPACES_DIR: join(prefix, "workspaces"),
};

/** One plug-in's settings, as JupyterLab keeps a person's. */
async function set(plugin: string, values: object): Promise<void> {
  const file = join(settings, "@jupyterlab", `${plugin}.jupyterlab-settings`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(values));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function startLab(): Promise<{ url: string; process: ChildProcess }> {
  const port = await freePort();
  const options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", `--port=${port}`, "--IdentityProvider.token="];
  const child = spawn(lab, [...options, `--ServerApp.root_dir=${notebooks}`], { env, cwd: notebooks, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  for (const start = Date.now(); ; await new Promise((go) => setTimeout(go, 200))) {
    if (
      await fetch(`${url}/api`).then(
        (it) => it.ok,
        () => false,
      )
    )
      return { url, process: child };
    if (Date.now() - start > patience) throw new Error("JupyterLab did not start.");
  }
}

async function photograph(browser: Browser, url: string, theme: keyof typeof themes): Promise<void> {
  await set("apputils-extension/themes", { theme: themes[theme] });
  await cp(join(root, "examples", "display.ipynb"), join(notebooks, `${theme}.ipynb`));
  const page = await browser.newPage({ colorScheme: theme, viewport: { width: 1000, height: 2900 } });
  try {
    await page.goto(`${url}/lab/tree/${theme}.ipynb?reset`);
    await page.locator(".jp-Notebook").waitFor({ timeout: patience });
    await page.getByText("Covalent (TypeScript) | Idle").waitFor();
    await page.keyboard.press("ControlOrMeta+B");
    await page.getByRole("menuitem", { name: "Run", exact: true }).click();
    await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
    await page.locator(".jp-OutputArea-executeResult").nth(4).waitFor({ timeout: patience });
    // The graph's last picture comes when the dispatch has ended, and the chart when its library is there.
    await page.locator(".vega-embed svg, .vega-embed canvas").first().waitFor({ timeout: patience });
    await new Promise((go) => setTimeout(go, 1_500));
    await page
      .locator(".jp-NotebookPanel-notebook")
      .first()
      .screenshot({ path: join(artifacts, `lab-${theme}.png`) });
  } catch (error) {
    await page.screenshot({ path: join(artifacts, `failed-${theme}.png`) });
    throw error;
  }
  await page.close();
}

let started: ChildProcess | undefined;
let browser: Browser | undefined;
try {
  await mkdir(notebooks, { recursive: true });
  await mkdir(artifacts, { recursive: true });
  spawnSync(process.execPath, [kernel, "install", "--prefix", prefix], { env, cwd: root, stdio: "inherit" });
  // All of it at once, and nothing that asks.
  await set("notebook-extension/tracker", { windowingMode: "none" });
  await set("apputils-extension/notification", { fetchNews: "false", checkForUpdates: false });
  const { url, process: child } = await startLab();
  started = child;
  browser = await launchChromium();
  for (const theme of ["light", "dark"] as const) await photograph(browser, url, theme);
  process.stdout.write(`Screenshots are in ${artifacts}\n`);
} finally {
  await browser?.close();
  started?.kill();
  spawnSync(process.execPath, [dispatcher, "stop"], { env });
  await rm(prefix, { recursive: true, force: true, maxRetries: 20 });
}
