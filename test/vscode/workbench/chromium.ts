// Chromium, as Debian has it: found, or installed where we may.

import { access } from "node:fs/promises";
import { type Browser, chromium } from "playwright-core";
import { command } from "./command.ts";

const candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Flags that keep a browser from calling out: on a closed network each call would have to fail first. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchChromium(): Promise<Browser> {
  const executablePath = (await find()) ?? (await install());
  return chromium.launch({ executablePath, args });
}

async function find(): Promise<string | undefined> {
  for (const path of [process.env["CHROMIUM"] ?? "", ...candidates]) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

async function install(): Promise<string> {
  if (process.getuid?.() !== 0)
    throw new Error("Chromium is needed: install it with `apt-get install chromium`, or set CHROMIUM to its path.");
  await command(["apt-get", "update", "-qq"]);
  await command(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  const path = await find();
  if (path === undefined) throw new Error("apt-get installed chromium, but it is not where it should be.");
  return path;
}
