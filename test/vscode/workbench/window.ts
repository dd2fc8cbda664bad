// One VS Code window: its page, as a person sees it, and its extension host.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import type { CodeServer } from "./code-server.ts";
import { type Host, openHostDoor } from "./host.ts";
import { artifacts, root } from "./places.ts";
import { watchStates } from "./states-seen.ts";

export type Theme = "light" | "dark";

/** What a person has in front of them. */
export interface Window extends AsyncDisposable {
  readonly page: Page;
  /** `.artifacts/vscode/NAME-THEME.png`, once in each theme. */
  photograph(name: string): Promise<void>;
  /** The first frame, of all that the workbench has, in which something matches. Waits for it. */
  frameWith(selector: string): Promise<Frame>;
  /** Leaves the page as a person closes the window, and opens it again: what VS Code remembers of it comes back. */
  reopen(): Promise<void>;
}

/** A window whose extension host runs what tests send. VS Code restores nothing in such a window, and shows no dialogs. */
export interface HostedWindow extends Window {
  readonly host: Host;
}

export interface WindowOptions {
  readonly server: CodeServer;
  readonly browser: Browser;
  readonly folder: string;
}

const patience = 60_000;

export const openWindow = async (options: WindowOptions): Promise<Window> => open(options, () => undefined);

export async function openHostedWindow(options: WindowOptions): Promise<HostedWindow> {
  await using door = await openHostDoor();
  const window = await open(options, () => door.testModule);
  const host = await door.host;
  return {
    ...window,
    page: window.page,
    host,
    async [Symbol.asyncDispose]() {
      await window[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
    },
  };
}

async function open({ server, browser, folder }: WindowOptions, testModule: () => string | undefined): Promise<Window> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  let page = await openWorkbench(context, addressOf(server, folder, testModule()));

  /** By what the operating system prefers, which the window follows. */
  const use = async (theme: Theme): Promise<void> => {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(theme === "light" ? ".monaco-workbench.vs" : ".monaco-workbench.vs-dark").waitFor();
  };
  return {
    get page() {
      return page;
    },
    async photograph(name) {
      await mkdir(artifacts, { recursive: true });
      for (const theme of ["dark", "light"] as const) {
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
    async reopen() {
      // Left, not killed: VS Code writes down what it remembers when it is left.
      await page.goto("about:blank");
      await page.close();
      page = await openWorkbench(context, addressOf(server, folder, testModule()));
    },
    async [Symbol.asyncDispose]() {
      await context.close();
    },
  };
}

function addressOf({ authority }: CodeServer, folder: string, testModule: string | undefined): string {
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const tests = [
    ["extensionDevelopmentPath", remote(join(root, "test", "vscode", "bridge"))],
    ["extensionTestsPath", remote(testModule ?? "")],
  ];
  const payload = [...(testModule === undefined ? [] : tests), ["skipWelcome", "true"], ["skipReleaseNotes", "true"]];
  const address = new URL(`http://${authority}/`);
  address.searchParams.set("folder", folder);
  address.searchParams.set("payload", JSON.stringify(payload));
  return address.href;
}

async function openWorkbench(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  watchStates(page);
  // Unsaved notebooks ask before a page is left; what they hold comes back with the window.
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(address);
  await page.locator(".monaco-workbench .part.statusbar").waitFor();
  return page;
}

const painted = (frame: Frame): Promise<void> =>
  frame
    .evaluate(() => new Promise<void>((done) => setTimeout(() => requestAnimationFrame(() => done()), 150)))
    .catch(() => {
      // It was taken away meanwhile, so there is nothing to wait for.
    });
