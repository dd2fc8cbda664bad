import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openClient } from "covalent-ts/client";
import { runHostTests } from "./workbench/host-tests.ts";
import {
  closeSidebar,
  debugCell,
  openCovalent,
  openNotebook,
  openScope,
  reload,
  runAll,
  runCommand,
  save,
  setBreakpoint,
} from "./workbench/person.ts";
import { artifacts, root } from "./workbench/places.ts";
import { openRig, type Rig, stopDispatcher } from "./workbench/rig.ts";
import { statesSeen } from "./workbench/states-seen.ts";
import { inlineGraph, sidebarGraph } from "./workbench/where.ts";
import type { Window } from "./workbench/window.ts";

let rig: Rig;
/** A test in a window of its own. One that fails, or takes this long in milliseconds, leaves a picture of it. */
const patience = 120_000;
const inWindow =
  (body: (window: Window) => Promise<void>) =>
  async (t: TestContext): Promise<void> => {
    await using window = await rig.openWindow();
    try {
      await Promise.race([
        body(window),
        delay(patience, undefined, { ref: false }).then(() => {
          throw new Error(`Not done after ${patience / 1_000} s.`);
        }),
      ]);
    } catch (error) {
      await runCommand(window, "Notifications: Show Notifications").catch(() => undefined);
      await window.page.screenshot({ path: join(artifacts, `failed - ${t.name}.png`) }).catch(() => undefined);
      throw error;
    }
    // Unsaved notebooks would be open in the next test's window too.
    await save(window);
  };

before(async () => {
  rig = await openRig();
});
after(() => rig[Symbol.asyncDispose]());

describe("in the extension host", () => {
  it("keeps what the tests there promise", async (t) => {
    await using window = await rig.openHostedWindow();

    for (const { title, error } of await runHostTests(window.host)) {
      await t.test(title, () => assert.equal(error, undefined, error));
    }
  });
});

describe("before anything was dispatched", () => {
  it(
    "says so, and offers what to do",
    inWindow(async (window) => {
      await openCovalent(window);

      await window.page.getByText("The dispatcher is not running").waitFor();
      await (await window.frameWith(sidebarGraph.page)).getByText("No dispatches yet").waitFor();

      await window.photograph("01-nothing-yet");
    }),
  );
});

describe("a TypeScript notebook", () => {
  it(
    "is run by our kernel without anybody choosing it, and its dispatch is followed on the screen",
    inWindow(async (window) => {
      await openCovalent(window);
      await openNotebook(window, "iris.ipynb");

      await runAll(window);

      await window.page.locator(".kernel-label", { hasText: "Covalent (TypeScript)" }).first().waitFor();
      const sidebar = await window.frameWith(sidebarGraph.electron);
      await sidebar.locator(sidebarGraph.electronNamed("scoreSvm", "completed")).waitFor();
      await window.page.getByText(/3\/3 · /).waitFor();
      await window.page.getByRole("button", { name: "Interrupt" }).waitFor({ state: "detached" });
      await window.photograph("02-iris");
      // Milliseconds each, in a dispatcher that has only just started, and yet nobody is to miss one running.
      const electrons = (await statesSeen(sidebar)).filter(([name]) => name !== "runExperiment");
      assert.deepEqual(
        electrons.map(([name, states]) => [name, ...states.slice(-2)]),
        ["loadData", "trainSvm", "scoreSvm"].map((name) => [name, "running", "completed"]),
      );
      await save(window);
      const { cells } = JSON.parse(await readFile(join(rig.folder, "iris.ipynb"), "utf8"));
      const outputs = cells.flatMap(
        (cell: { outputs?: { output_type: string; text?: string[] }[] }) => cell.outputs ?? [],
      );
      assert.deepEqual(
        outputs.filter(({ output_type }: { output_type: string }) => output_type === "error"),
        [],
      );
      assert.match(
        outputs.find(({ text }: { text?: string[] }) => text !== undefined)?.text.join(""),
        /^COMPLETED: score 0\.9\d\n$/,
      );
    }),
  );
});

describe("a dispatch that runs", () => {
  it(
    "shows each electron running, then completed, in the sidebar and under its cell, without a reload",
    inWindow(async (window) => {
      await openCovalent(window);
      await openNotebook(window, "steps.ipynb");
      const sidebar = await window.frameWith(sidebarGraph.page);

      await runAll(window);
      const cell = await window.frameWith(inlineGraph.electron);
      await cell.locator(inlineGraph.electronNamed("measure", "running")).first().waitFor();
      await sidebar.locator(sidebarGraph.electronNamed("measure", "running")).first().waitFor();
      await window.photograph("03-running");
      await writeFile(join(rig.folder, "go-on"), "");
      await cell.locator(inlineGraph.electronNamed("report", "completed")).waitFor();
      await sidebar.locator(sidebarGraph.electronNamed("report", "completed")).waitFor();

      const names = ["measure", "calibrate", "measure", "calibrate", "report"].toSorted();
      for (const seen of [await statesSeen(sidebar), await statesSeen(cell)]) {
        const electrons = seen.filter(([name]) => names.includes(name));
        assert.deepEqual(electrons.map(([name]) => name).toSorted(), names);
        for (const [name, states] of electrons)
          assert.deepEqual(states.slice(-2), ["running", "completed"], `${name}: ${states}`);
      }
      await window.photograph("04-completed");
    }),
  );

  it(
    "opens as an editor, which comes back with the window",
    inWindow(async (window) => {
      await openCovalent(window);
      await window.frameWith(sidebarGraph.electron);

      await runCommand(window, "Covalent: Open Graph in Editor");
      await window.page.getByRole("tab", { name: /^steps(?!\.)/ }).waitFor();
      // Its graph would be taken for the editor's.
      await closeSidebar(window);
      await window.frameWith(sidebarGraph.electronNamed("report", "completed"));
      await window.photograph("05-editor");
      await reload(window);

      await window.page.getByRole("tab", { name: /^steps(?!\.)/ }).waitFor();
      await window.frameWith(sidebarGraph.electronNamed("report", "completed"));
    }),
  );
});

describe("an electron that fails", () => {
  it(
    "is red, with its error and the line that threw it; what needed it did not run",
    inWindow(async (window) => {
      await openCovalent(window);
      await openNotebook(window, "failing.ipynb");

      await runAll(window);
      const cell = await window.frameWith(inlineGraph.electron);
      await cell.locator(inlineGraph.electronNamed("score", "upstream failed")).waitFor();
      const sidebar = await window.frameWith(sidebarGraph.electron);
      const failed = sidebar.locator(sidebarGraph.electronNamed("fit", "failed")).first();
      await failed.click();
      await sidebar.getByText("3 rows are too few to fit").first().waitFor();
      await sidebar
        .getByText(/Cell \[1\]:8/)
        .first()
        .waitFor();

      const isRed = await failed.evaluate((item) => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.color = "var(--vscode-covalent-state-failed, var(--vscode-charts-red))";
        const red = getComputedStyle(probe).color;
        probe.remove();
        const parts = [item, ...item.querySelectorAll("*")].map((part) => getComputedStyle(part));
        return parts.some(({ color, fill, stroke, borderColor }) => [color, fill, stroke, borderColor].includes(red));
      });
      assert.ok(isRed);
      await window.photograph("06-failed");
    }),
  );
});

/** As `covalent pause` does it, beside the window. */
async function pauseNewest(): Promise<void> {
  await using client = await openClient({ directory: rig.dataDirectory, start: false });
  const { dispatches } = await client.ask("list", { limit: 1 });
  await client.ask("pause", { dispatch: dispatches[0]?.dispatch ?? "", paused: true });
}

describe("a dispatch that takes long", () => {
  it(
    "goes on when VS Code is closed, is there when it is opened again, shows that it was paused, and can be cancelled",
    inWindow(async (window) => {
      await openCovalent(window);
      await openNotebook(window, "long.ipynb");
      await runAll(window);
      const running = sidebarGraph.electronNamed("wait", "running");
      await window.frameWith(running);
      await window.frameWith(inlineGraph.electronNamed("wait", "running"));
      await save(window);

      await window.reopen();
      await openCovalent(window);
      await window.frameWith(running);
      await openNotebook(window, "long.ipynb");
      await window.frameWith(inlineGraph.electronNamed("wait", "running"));
      const row = window.page.getByRole("treeitem", { name: /^patience, (running|paused)/ });
      await row.hover();
      await window.photograph("07-reopened");
      await pauseNewest();
      await window.page.getByRole("treeitem", { name: /^patience, paused/ }).waitFor();
      await window.frameWith(".cg-header :text-is('Paused')");
      await window.photograph("11-paused");
      await row.hover();
      await row.getByRole("button", { name: "Cancel" }).click();
      await window.page.getByRole("button", { name: "Cancel Dispatch" }).click();

      await window.frameWith(sidebarGraph.electronNamed("wait", "cancelled"));
      await window.page.getByRole("treeitem", { name: /^patience, cancelled/ }).waitFor();
      // What is drawn under the cell was saved while it ran, and no kernel draws it any more.
      await window.frameWith(inlineGraph.electronNamed("wait", "cancelled"));
    }),
  );
});

describe("a cell that is debugged", () => {
  it(
    "stops at a breakpoint in its gutter, shows the variables there, steps, and goes on to its end",
    inWindow(async (window) => {
      const { page } = window;
      await openNotebook(window, "shares.ipynb");
      await runAll(window);
      await window.frameWith("text=0.32");
      const marked = page.locator(".debug-top-stack-frame-line");
      const variable = (name: string, value: RegExp) =>
        page.getByRole("treeitem", { name: new RegExp(`^${name}.*${value.source}`) }).waitFor();

      await setBreakpoint(window, 0, 3);
      await debugCell(window, 1);
      await marked.waitFor();
      await openScope(window, "Locals");
      await variable("total", /150/);
      await page.getByRole("button", { name: /^Step Over/ }).click();
      await variable("shares", /0\.333/);
      await page.locator(".debug-call-stack").getByText("sharesOf").waitFor();
      // Away from the button, which has a hover.
      await page.mouse.move(1_200, 700);
      await window.photograph("10-debugging");
      await page.getByRole("button", { name: /^Continue/ }).click();

      await page.locator(".debug-toolbar").waitFor({ state: "hidden" });
      await marked.waitFor({ state: "detached" });
      await window.frameWith("text=0.32");
    }),
  );
});

describe("without a dispatcher", () => {
  it(
    "keeps the last graph, says that it stopped, and starts it again from there",
    inWindow(async (window) => {
      await openCovalent(window);
      const sidebar = await window.frameWith(sidebarGraph.electron);

      await stopDispatcher(rig.dataDirectory);
      await sidebar.getByText("Dispatcher stopped").first().waitFor();
      await window.page.getByText("Covalent: stopped").waitFor();
      assert.ok((await sidebar.locator(sidebarGraph.electron).count()) > 0);
      await window.photograph("08-stopped");
      await sidebar.getByRole("button", { name: "Start" }).first().click();

      await window.page.getByText("Covalent: stopped").waitFor({ state: "detached" });
      await sidebar.getByText("Dispatcher stopped").first().waitFor({ state: "hidden" });
      await using client = await openClient({ directory: rig.dataDirectory, start: false });
      assert.equal((await client.ask("status", {})).dispatches.running, 0);
    }),
  );

  it(
    "shows the graph of a saved notebook from the notebook alone",
    inWindow(async (window) => {
      // One that has never run: its graph can only be that of this run.
      await cp(join(root, "test", "vscode", "notebooks", "steps.ipynb"), join(rig.folder, "saved.ipynb"));
      await writeFile(join(rig.folder, "go-on"), "");
      await openNotebook(window, "saved.ipynb");
      await runAll(window);
      const cell = await window.frameWith(inlineGraph.electron);
      await cell.locator(inlineGraph.electronNamed("report", "completed")).waitFor();
      await save(window);
      await stopDispatcher(rig.dataDirectory);

      await using later = await rig.openWindow();
      await openNotebook(later, "saved.ipynb");
      const saved = await later.frameWith(inlineGraph.electron);

      await saved.locator(inlineGraph.electronNamed("report", "completed")).waitFor();
      await later.photograph("09-saved");
    }),
  );
});
