// What a person does in a window: by keys and buttons, so that nothing is done that only a test could do.

import { setTimeout as delay } from "node:timers/promises";
import type { Locator } from "playwright-core";
import type { Window } from "./window.ts";

/** A command of the palette, by the title that it has there. */
export async function runCommand(window: Window, title: string): Promise<void> {
  await pick(window, "F1", `>${title}`, title);
}

export async function closeSidebar(window: Window): Promise<void> {
  await runCommand(window, "View: Close Primary Side Bar");
  await window.page.locator(".part.sidebar").waitFor({ state: "hidden" });
}

export async function openCovalent({ page }: Window): Promise<void> {
  await page.getByRole("tab", { name: /^Covalent/ }).click();
}

export async function openNotebook(window: Window, name: string): Promise<void> {
  const { page } = window;
  await pick(window, "ControlOrMeta+P", name, name);
  await page.getByRole("tab", { name: new RegExp(`^${name}`) }).waitFor();
  // Run All takes the kernel that is shown: before there is one, it would ask for one.
  await page.locator(".kernel-label", { hasText: "Covalent (TypeScript)" }).first().waitFor();
}

/** Starts all cells; what they do is for the test to wait for. */
export async function runAll({ page }: Window): Promise<void> {
  await page.getByRole("button", { name: "Run All", exact: true }).first().click();
}

/** A cell of the notebook in front, as they follow each other from 0. */
const cellAt = ({ page }: Window, index: number): Locator => page.locator(".monaco-list-row.code-cell-row").nth(index);

/** Clicks beside a line of a cell, in its gutter. Lines count from 1. */
export async function setBreakpoint(window: Window, cell: number, line: number): Promise<void> {
  const editor = cellAt(window, cell).locator(".monaco-editor").first();
  const margin = await editor.locator(".glyph-margin").boundingBox();
  const text = await editor
    .locator(".view-line")
    .nth(line - 1)
    .boundingBox();
  if (margin === null || text === null) throw new Error(`Cell ${cell} has no line ${line} on the screen.`);
  await window.page.mouse.click(margin.x + margin.width / 2, text.y + text.height / 2);
  await editor.locator(".codicon-debug-breakpoint").waitFor();
}

/** By the button of the cell's own toolbar. */
export async function debugCell(window: Window, cell: number): Promise<void> {
  await cellAt(window, cell).locator(".view-line").last().click();
  await window.page
    .getByRole("button", { name: /^Debug Cell/ })
    .filter({ visible: true })
    .last()
    .click();
}

/** VS Code opens the first scope by itself, sometimes. */
export async function openScope({ page }: Window, name: string): Promise<void> {
  const scope = page.locator(".debug-variables").getByRole("treeitem", { name });
  await scope.waitFor();
  while ((await scope.getAttribute("aria-expanded")) !== "true") {
    await scope.click();
    await delay(500);
  }
}

export async function save(window: Window): Promise<void> {
  await runCommand(window, "File: Save All Files");
  await window.page.locator(".tab.dirty").first().waitFor({ state: "detached" });
}

/** As a person reloads a window: VS Code first writes down what it shows. */
export async function reload(window: Window): Promise<void> {
  const loaded = window.page.waitForEvent("load");
  await runCommand(window, "Developer: Reload Window");
  await loaded;
  await window.page.locator(".monaco-workbench .part.statusbar").waitFor();
}

/** Opens a quick input by its key, and takes what it offers by that name. */
async function pick({ page }: Window, key: string, text: string, name: string): Promise<void> {
  const input = page.locator(".quick-input-widget input.input");
  // A webview that takes the focus while it loads swallows keys until its page hands them on: the person presses again.
  while (!(await input.isVisible())) {
    await page.keyboard.press(key);
    await Promise.race([input.waitFor(), delay(2_000)]);
  }
  await input.fill(text);
  await page.locator(".quick-input-list").getByRole("option", { name }).first().waitFor();
  await input.press("Enter");
}
