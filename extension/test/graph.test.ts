import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { edge, electron, latticeOf, mesh, start, sweep, sweepNow } from "../../sdk/src/draw/documents.fixture.ts";
import type { LatticeDocument } from "../../sdk/src/protocol/document.ts";
import { chromiumPath, type GraphBrowser, heard, openGraphBrowser, say, settle } from "./graph-browser.ts";

const skip = existsSync(chromiumPath) ? false : `there is no Chromium at ${chromiumPath}`;

describe("the graph in a browser", { skip }, () => {
  let browser: GraphBrowser;
  before(async () => {
    browser = await openGraphBrowser();
  });
  after(() => browser[Symbol.asyncDispose]());

  async function show(
    document: LatticeDocument,
    given: { width?: number; place?: "page" | "cell" } = {},
  ): Promise<Page> {
    const { width = 1_280, place = "page" } = given;
    const { page } = await browser.open({ document, now: sweepNow, width, height: 720, theme: "dark", place });
    await settle(page);
    return page;
  }
  const focused = (page: Page): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute("data-key") ?? null);
  const press = async (page: Page, ...keys: string[]): Promise<void> => {
    for (const key of keys) {
      await page.keyboard.press(key);
      await settle(page);
    }
  };

  const running = sweep();
  const done: LatticeDocument = {
    ...running,
    state: "COMPLETED",
    endedAt: sweepNow,
    electrons: running.electrons.map((it) => ({ ...it, state: "COMPLETED", error: null, endedAt: sweepNow })),
  };

  it("keeps every card, where it is, when states change", async () => {
    const page = await show(running);
    await page.evaluate(() => {
      for (const card of document.querySelectorAll(".cg-card")) Reflect.set(card, "kept", true);
    });
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>(".cg-card")].map((it) => it.getAttribute("style")),
      );
    const were = await places();

    await say(page, { type: "show", document: done, now: sweepNow });

    assert.deepEqual(await places(), were);
    assert.ok(
      await page.evaluate(() => [...document.querySelectorAll(".cg-card")].every((it) => Reflect.get(it, "kept"))),
    );
    assert.match(await page.innerText(".cg-facts"), /Completed/);
    await page.close();
  });

  it("follows the edges with the arrow keys, and opens a group with Space", async () => {
    const page = await show(running);
    await page.focus("[data-key=e0]");

    await press(page, "ArrowRight");
    assert.equal(await focused(page), "g2");
    await press(page, "ArrowRight");
    assert.equal(await focused(page), "e11");
    await press(page, "ArrowLeft", " ");
    assert.equal(await focused(page), "g2");
    assert.equal(await page.getAttribute("[data-key=g2]", "aria-expanded"), "true");
    assert.ok(await page.isVisible("[data-key=e6]"));
    await page.close();
  });

  it("goes to the next failure with f, into what is closed around it, and back out with Escape", async () => {
    const page = await show(running);
    await page.focus("[data-key=e0]");

    await press(page, "f");
    assert.equal(await focused(page), "e13");
    assert.match(await page.innerText(".cg-pane"), /trainSvm[\s\S]*ConvergenceError[\s\S]*Attempts/);
    await press(page, "Escape");
    assert.equal(await page.isVisible(".cg-pane"), false);
    assert.deepEqual(
      (await heard(page)).filter((it) => JSON.stringify(it).includes("select")),
      [
        { type: "select", dispatch: running.dispatch, electron: 13 },
        { type: "select", dispatch: running.dispatch, electron: null },
      ],
    );
    await page.close();
  });

  it("keeps what was clicked under the pointer when a group opens", async () => {
    const page = await show(running);
    const name = page.locator("[data-key=g2] .cg-name");
    const closed = await name.boundingBox();

    await name.dblclick();
    await settle(page);

    const opened = await name.boundingBox();
    assert.equal(await page.getAttribute("[data-key=g2]", "aria-expanded"), "true");
    assert.ok(closed && opened);
    assert.ok(Math.abs(closed.x - opened.x) <= 2, `moved from ${closed.x} to ${opened.x}`);
    assert.ok(Math.abs(closed.y - opened.y) <= 2, `moved from ${closed.y} to ${opened.y}`);
    await page.close();
  });

  it("asks before it cancels", async () => {
    const page = await show(running);

    await page.click(".cg-header .cg-cancel button");
    assert.ok(!(await heard(page)).some((it) => JSON.stringify(it).includes("cancel")));
    await page.click("text=Cancel dispatch");

    assert.deepEqual((await heard(page)).at(-1), { type: "cancel", dispatch: running.dispatch });
    await page.close();
  });

  it("offers nothing to do to a dispatcher that is gone, but to start it", async () => {
    const page = await show(running);

    await say(page, { type: "connection", connected: false });
    assert.equal(await page.isVisible(".cg-header .cg-cancel"), false);
    await page.click(".cg-banner button");

    assert.deepEqual((await heard(page)).at(-1), { type: "start-dispatcher" });
    await page.close();
  });

  it("counts on while it runs, and stands still without a dispatcher", async () => {
    const page = await show(running);

    await page.clock.runFor(10_000);
    const later = await page.innerText(".cg-elapsed");
    await say(page, { type: "connection", connected: false });
    await page.clock.runFor(60_000);

    assert.match(later, /2m 5\ds/);
    assert.equal(await page.innerText(".cg-elapsed"), later);
    await page.close();
  });

  it("filters by the chip of a state, and says so when nothing is left", async () => {
    const page = await show(running);

    await page.fill(".cg-search input", "describe");
    await settle(page);
    assert.equal(await page.locator(".cg-card[aria-disabled=true]").count(), 4);
    await page.fill(".cg-search input", "nothing like it");
    await settle(page);
    await page.click("text=Clear filters");
    await settle(page);

    assert.equal(await page.locator(".cg-card[aria-disabled=true]").count(), 0);
    await page.close();
  });

  it("is rows in a sidebar, which the arrow keys walk, open and close", async () => {
    const page = await show(running, { width: 300 });
    await page.focus("[data-key=e1]");

    await press(page, "ArrowDown", "ArrowRight", "ArrowRight");

    assert.equal(await focused(page), "e2");
    assert.equal(await page.getAttribute("[data-key=g2]", "aria-expanded"), "true");
    await page.close();
  });

  it("shows a document's text as text", async () => {
    const name = "<img src=x onerror='window.broken=true'>";
    const page = await show(
      latticeOf({ lattice: name, electrons: [electron({ id: 0, name, state: "QUEUED" })], edges: [edge(0, 1)] }),
    );

    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.innerText("h1"), name);
    await page.close();
  });

  it("under a cell asks whether its dispatch is known, and leads to the electron that failed", async () => {
    const page = await show(running, { place: "cell" });

    await page.click("text=Show electron");

    assert.deepEqual(await heard(page), [
      { type: "is-live", dispatch: running.dispatch },
      { type: "show-electron", dispatch: running.dispatch, electron: 13 },
    ]);
    await page.close();
  });

  it("draws a change among 1,000 electrons without making a card anew", async () => {
    const big = mesh(1_000);
    const page = await show(big);
    await page.evaluate(() => {
      const made = { count: 0 };
      Reflect.set(window, "made", made);
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) {
          for (const node of addedNodes) if (node instanceof Element && node.matches(".cg-card")) made.count++;
        }
      }).observe(document.body, { childList: true, subtree: true });
    });
    const [first, ...others] = big.electrons;
    assert.ok(first);

    await say(page, {
      type: "show",
      document: {
        ...big,
        electrons: [{ ...first, state: "FAILED", error: { name: "Error", message: "x" } }, ...others],
      },
      now: start + 9_000,
    });

    assert.equal(await page.getAttribute(".cg-card[data-key=e0]", "data-state"), "FAILED");
    assert.equal(await page.evaluate(() => Reflect.get(window, "made").count), 0);
    await page.close();
  });
});
