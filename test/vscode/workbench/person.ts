// What a person does in a window: by keys and buttons, so that nothing is done that only a test could do.

import type { Window } from "./window.ts";

/** A command of the palette, by the title that it has there. */
export async function runCommand({ page }: Window, title: string): Promise<void> {
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget input.input");
  await input.waitFor();
  await input.fill(`>${title}`);
  await page.locator(".quick-input-list").getByRole("option", { name: title }).first().waitFor();
  await page.keyboard.press("Enter");
}

export async function openCovalent({ page }: Window): Promise<void> {
  await page.getByRole("tab", { name: /^Covalent/ }).click();
}

export async function openNotebook({ page }: Window, name: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+P");
  const input = page.locator(".quick-input-widget input.input");
  await input.waitFor();
  await input.fill(name);
  await page.locator(".quick-input-list").getByRole("option", { name }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: new RegExp(`^${name}`) }).waitFor();
  // Run All takes the kernel that is shown: before there is one, it would ask for one.
  await page.locator(".kernel-label", { hasText: "Covalent (TypeScript)" }).first().waitFor();
}

/** Starts all cells; what they do is for the test to wait for. */
export async function runAll({ page }: Window): Promise<void> {
  await page.getByRole("button", { name: "Run All", exact: true }).first().click();
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
