// One VS Code window: its page, as a person sees it, and its extension host.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import type { CodeServer } from "./code-server.ts";
import { type Host, openHostDoor } from "./host.ts";
import { artifacts, root } from "./places.ts";

export type Theme = "light" | "dark";

const themes: Readonly<Record<Theme, string>> = { light: "Default Light Modern", dark: "Default Dark Modern" };

export interface Window extends AsyncDisposable {
  readonly page: Page;
  readonly host: Host;
  use(theme: Theme): Promise<void>;
  /** `.artifacts/vscode/NAME-THEME.png`, once in each theme. */
  photograph(name: string): Promise<void>;
  /** Closes the page as a person closes the window, and opens it again: what VS Code remembers of it comes back. */
  reopen(): Promise<Window>;
  /** The first frame, of all that the workbench has, in which something matches. Waits for it. */
  frameWith(selector: string): Promise<Frame>;
}

export interface WindowOptions {
  readonly server: CodeServer;
  readonly browser: Browser;
  readonly folder: string;
}

const patience = 30_000;

export async function openWindow({ server, browser, folder }: WindowOptions): Promise<Window> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  return openPage(context, { server, folder });
}

async function openPage(context: BrowserContext, place: Omit<WindowOptions, "browser">): Promise<Window> {
  const { server, folder } = place;
  const door = await openHostDoor();
  const page = await context.newPage();
  const remote = (path: string): string => `vscode-remote://${server.authority}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(join(root, "test", "vscode", "bridge"))],
    ["extensionTestsPath", remote(door.testModule)],
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  const address = new URL(`http://${server.authority}/`);
  address.searchParams.set("folder", folder);
  address.searchParams.set("payload", JSON.stringify(payload));
  await page.goto(address.href);
  const host = await door.host;

  const use = async (theme: Theme): Promise<void> => {
    await host.evaluate(async (vscode, name) => {
      const workbench = vscode.workspace.getConfiguration("workbench");
      await workbench.update("colorTheme", name, vscode.ConfigurationTarget.Global);
    }, themes[theme]);
    await page.locator(theme === "light" ? ".monaco-workbench.vs" : ".monaco-workbench.vs-dark").waitFor();
  };
  return {
    page,
    host,
    use,
    async reopen() {
      await page.close();
      await host[Symbol.asyncDispose]();
      await door[Symbol.asyncDispose]();
      return openPage(context, place);
    },
    async photograph(name) {
      await mkdir(artifacts, { recursive: true });
      for (const theme of ["light", "dark"] as const) {
        await use(theme);
        // A theme reaches webviews by a message: two frames later all of them are painted in it.
        await Promise.all(page.frames().map(painted));
        await page.screenshot({ path: join(artifacts, `${name}-${theme}.png`) });
      }
    },
    async frameWith(selector) {
      const deadline = performance.now() + patience;
      while (performance.now() < deadline) {
        for (const frame of page.frames()) {
          const count = await frame
            .locator(selector)
            .count()
            .catch(() => 0);
          if (count > 0) return frame;
        }
        await page.waitForTimeout(100);
      }
      throw new Error(`No frame has anything that matches ${selector}.`);
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await host[Symbol.asyncDispose]();
      await door[Symbol.asyncDispose]();
    },
  };
}

const painted = (frame: Frame): Promise<void> =>
  frame
    .evaluate(() => new Promise<void>((done) => setTimeout(() => requestAnimationFrame(() => done()), 150)))
    .catch(() => {
      // It was taken away meanwhile, so there is nothing to wait for.
    });
