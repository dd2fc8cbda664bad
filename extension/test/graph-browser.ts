// The real bundles of the graph in a real browser, with a page around them like VS Code's.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";
import type { LatticeDocument } from "../../sdk/src/protocol/document.ts";
import type { HostMessage } from "../src/graph/messages.ts";
import { detailOf } from "./graph-detail.fixture.ts";
import { graphHtml } from "./graph-html.ts";
import type { ThemeName } from "./graph-themes.ts";

const extension = dirname(dirname(fileURLToPath(import.meta.url)));

/** Debian's place, unless the environment knows a better one. */
export const chromiumPath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

export interface GraphPageOptions {
  width: number;
  height: number;
  theme: ThemeName;
  place: "page" | "cell";
  /** What the clock of the page shows. */
  now: number;
  document: LatticeDocument | null;
}

export interface GraphBrowser extends AsyncDisposable {
  /** A page that shows the document. What goes wrong in it is collected in `errors`. */
  open: (options: GraphPageOptions) => Promise<{ page: Page; errors: string[] }>;
}

export async function openGraphBrowser(): Promise<GraphBrowser> {
  const dist = await mkdtemp(join(tmpdir(), "covalent-graph-"));
  await build({
    entryPoints: {
      "graph-webview": join(extension, "src", "graph", "webview.ts"),
      graph: join(extension, "src", "graph", "graph.css"),
      renderer: join(extension, "src", "renderer", "renderer.ts"),
    },
    outdir: dist,
    bundle: true,
    format: "esm",
    target: "chrome128",
    conditions: ["source"],
    logLevel: "warning",
  });
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    async open({ width, height, theme, place, now, document }) {
      const page = await browser.newPage({ viewport: { width, height } });
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(`error in the page: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(`console: ${message.text()}`);
      });
      await page.clock.install({ time: now });
      await page.route("http://graph.test/**", async (route) => {
        const path = new URL(route.request().url()).pathname;
        if (path === "/") await route.fulfill({ contentType: "text/html", body: graphHtml(theme, place) });
        else await route.fulfill({ path: join(dist, path.slice(1)) });
      });
      await page.goto("http://graph.test/");
      await page.waitForFunction(() => "ready" in window);
      const details = Object.fromEntries((document?.electrons ?? []).slice(0, 40).map((it) => [it.id, detailOf(it)]));
      await page.evaluate((all) => Object.assign(window, { details: all }), details);
      if (place === "cell") await page.evaluate((it) => Reflect.get(window, "draw")(it), document);
      else await say(page, document ? { type: "show", document, now } : { type: "empty", dispatches: false });
      return { page, errors };
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await rm(dist, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Tells the page what the extension would, and waits until it is drawn. */
export async function say(page: Page, message: HostMessage): Promise<void> {
  await page.evaluate((it) => window.postMessage(it, "*"), message);
  await settle(page);
}

/** What the page told the extension. */
export const heard = (page: Page): Promise<unknown[]> => page.evaluate(() => Reflect.get(window, "sent"));

/** Observers have run, messages have arrived, and what they changed is drawn. */
export async function settle(page: Page): Promise<void> {
  await page.clock.runFor(50);
  // Messages to a page arrive in real time, which the clock of the page does not move.
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        const { port1, port2 } = new MessageChannel();
        port2.onmessage = () => done();
        port1.postMessage(null);
      }),
  );
  await page.clock.runFor(50);
}
