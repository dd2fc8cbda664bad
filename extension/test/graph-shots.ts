// Shows the real bundles to a browser as VS Code would, writes what they look like to .artifacts/graph, and measures it.
//
//   node extension/test/graph-shots.ts [part of a shot's name]

import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import * as documents from "../../sdk/src/draw/documents.fixture.ts";
import type { LatticeDocument } from "../../sdk/src/protocol/document.ts";
import { type GraphBrowser, openGraphBrowser, say, settle } from "./graph-browser.ts";
import { faultsOf } from "./graph-faults.ts";
import type { ThemeName } from "./graph-themes.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const artifacts = join(root, ".artifacts", "graph");

interface Shot {
  name: string;
  width: number;
  height: number;
  theme: ThemeName;
  place?: "page" | "cell";
  document: LatticeDocument | null;
  now?: number;
  /** Keys of what is opened first. */
  open?: string[];
  select?: string;
  do?: (page: Page) => Promise<void>;
}

const sweep = documents.sweep();
const { sweepNow, start } = documents;
const everyTheme: ThemeName[] = ["light", "dark", "hc"];

const shots: Shot[] = [
  ...everyTheme.flatMap((theme): Shot[] => [
    {
      name: `editor-${theme}`,
      width: 1_560,
      height: 880,
      theme,
      document: sweep,
      now: sweepNow,
      open: ["g2", "e2"],
      select: "e13",
    },
    {
      name: `sidebar-${theme}`,
      width: 348,
      height: 760,
      theme,
      document: sweep,
      now: sweepNow,
      open: ["g2", "e2"],
      select: "e13",
    },
    { name: `cell-${theme}`, width: 940, height: 420, theme, place: "cell", document: sweep, now: sweepNow },
    { name: `states-${theme}`, width: 760, height: 1_160, theme, document: documents.everyState(), now: start + 9_000 },
  ]),
  ...everyTheme.flatMap((theme): Shot[] => [
    {
      name: `paused-${theme}`,
      width: 1_100,
      height: 640,
      theme,
      document: documents.paused(),
      now: start + 9_000,
      select: "e1",
    },
    { name: `paused-rail-${theme}`, width: 320, height: 640, theme, document: documents.paused(), now: start + 9_000 },
  ]),
  { name: "editor-closed-light", width: 1_280, height: 640, theme: "light", document: sweep, now: sweepNow },
  { name: "sidebar-260-dark", width: 260, height: 760, theme: "dark", document: sweep, now: sweepNow, open: ["g2"] },
  { name: "sidebar-closed-light", width: 300, height: 520, theme: "light", document: sweep, now: sweepNow },
  { name: "chain-light", width: 1_280, height: 420, theme: "light", document: documents.irisChain() },
  { name: "chain-rail-dark", width: 320, height: 420, theme: "dark", document: documents.irisChain() },
  { name: "chain-cell-dark", width: 860, height: 220, theme: "dark", place: "cell", document: documents.irisChain() },
  {
    name: "fan-light",
    width: 1_280,
    height: 900,
    theme: "light",
    document: documents.fanOut(40),
    now: start + 30_000,
    open: ["g1"],
    select: "e7",
  },
  {
    name: "fan-200-dark",
    width: 1_280,
    height: 900,
    theme: "dark",
    document: documents.fanOut(200),
    now: start + 30_000,
    open: ["g1"],
  },
  {
    name: "fan-rail-light",
    width: 320,
    height: 900,
    theme: "light",
    document: documents.fanOut(40),
    now: start + 30_000,
    open: ["g1"],
  },
  {
    name: "fan-group-light",
    width: 1_280,
    height: 640,
    theme: "light",
    document: documents.fanOut(40),
    now: start + 30_000,
    select: "g1",
  },
  { name: "deep-dark", width: 1_280, height: 420, theme: "dark", document: documents.deep(12) },
  {
    name: "deep-down-light",
    width: 900,
    height: 900,
    theme: "light",
    document: documents.deep(9),
    do: (page) => page.keyboard.press("d"),
  },
  { name: "deep-rail-light", width: 320, height: 640, theme: "light", document: documents.deep(12) },
  { name: "mesh-light", width: 1_400, height: 1_000, theme: "light", document: documents.mesh(60), now: start + 9_000 },
  {
    name: "mesh-rail-light",
    width: 360,
    height: 900,
    theme: "light",
    document: documents.mesh(36),
    now: start + 9_000,
  },
  {
    name: "mesh-1000-dark",
    width: 1_400,
    height: 1_000,
    theme: "dark",
    document: documents.mesh(1_000),
    now: start + 9_000,
    do: zoomOut,
  },
  { name: "long-light", width: 1_280, height: 520, theme: "light", document: documents.longNames(), select: "e1" },
  { name: "long-rail-dark", width: 260, height: 640, theme: "dark", document: documents.longNames(), select: "e1" },
  { name: "narrow-dark", width: 640, height: 720, theme: "dark", document: sweep, now: sweepNow, select: "e0" },
  { name: "compact-light", width: 900, height: 520, theme: "light", document: sweep, now: sweepNow, open: ["g2"] },
  {
    name: "filtered-light",
    width: 1_280,
    height: 520,
    theme: "light",
    document: sweep,
    now: sweepNow,
    do: (page) => page.click(".cg-filter[data-filter=FAILED], .cg-filter >> nth=1"),
  },
  { name: "empty-light", width: 320, height: 420, theme: "light", document: null },
  {
    name: "disconnected-dark",
    width: 1_280,
    height: 520,
    theme: "dark",
    document: sweep,
    now: sweepNow,
    do: (page) => say(page, { type: "connection", connected: false }),
  },
  {
    name: "help-dark",
    width: 900,
    height: 520,
    theme: "dark",
    document: sweep,
    now: sweepNow,
    do: (page) => page.keyboard.press("?"),
  },
  {
    name: "cancel-light",
    width: 900,
    height: 520,
    theme: "light",
    document: sweep,
    now: sweepNow,
    do: (page) => page.click(".cg-cancel button"),
  },
];

async function zoomOut(page: Page): Promise<void> {
  await page.focus("[role=treeitem][tabindex='0']");
  for (let n = 0; n < 12; n++) await page.keyboard.press("-");
}

async function take(browser: GraphBrowser, shot: Shot): Promise<string[]> {
  const { name, now = start, place = "page" } = shot;
  const { page, errors } = await browser.open({ ...shot, now, place });
  for (const key of shot.open ?? []) {
    await page.focus(`[role=treeitem][data-key=${key}]`);
    await page.keyboard.press(" ");
    await settle(page);
  }
  if (shot.open && place === "page") {
    await page.keyboard.press("0");
    await settle(page);
  }
  if (shot.select) {
    await page.focus(`[role=treeitem][data-key=${shot.select}]`);
    await page.keyboard.press("Enter");
    await settle(page);
  }
  await shot.do?.(page);
  await settle(page);
  await page.screenshot({ path: join(artifacts, `${name}.png`), animations: "disabled" });
  const faults = [...errors, ...(await faultsOf(page))];
  await page.close();
  return faults;
}

const wanted = process.argv[2] ?? "";
await mkdir(artifacts, { recursive: true });
await using browser = await openGraphBrowser();
for (const shot of shots.filter(({ name }) => name.includes(wanted))) {
  const faults = await take(browser, shot);
  if (faults.length > 0) process.exitCode = 1;
  console.log(`${faults.length === 0 ? "ok  " : "FAIL"} ${shot.name}`);
  for (const fault of faults.slice(0, 12)) console.log(`       ${fault}`);
}
