// What no picture of the graph may show: cards that overlap, text that leaves its box, pale words, items without a name.

import type { Page } from "playwright-core";

/** Every fault on the page, in words; none if it is as it should be. */
export const faultsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const faults: string[] = [];
    const all = <E extends Element = HTMLElement>(selector: string): E[] =>
      [...document.querySelectorAll<E>(selector)].filter((it) => it.checkVisibility({ checkOpacity: true }));
    const nameOf = (element: Element): string =>
      element.closest("[data-key]")?.getAttribute("data-key") ?? element.className.toString();

    // Cards lie apart, unless one is the container of the other.
    const cards = all(".cg-card:not([data-shape=container]), .cg-tile, .cg-row");
    const boxes = cards
      .map((card) => ({ card, box: card.getBoundingClientRect() }))
      .sort((a, b) => a.box.left - b.box.left);
    boxes.forEach(({ card, box }, index) => {
      for (const other of boxes.slice(index + 1)) {
        if (other.box.left >= box.right - 0.5) break;
        if (other.box.top < box.bottom - 0.5 && box.top < other.box.bottom - 0.5) {
          faults.push(`${nameOf(card)} and ${nameOf(other.card)} overlap`);
        }
      }
    });

    // Text ends where its box does, or says with an ellipsis that it goes on.
    for (const element of all("*")) {
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      if (!hasText || element.closest("svg, pre, .cg-unseen, select, script, style, title")) continue;
      const style = getComputedStyle(element);
      if (
        element.scrollWidth > element.clientWidth + 1 &&
        style.display !== "inline" &&
        style.textOverflow !== "ellipsis"
      ) {
        faults.push(`text of ${nameOf(element)} leaves its box: ${element.textContent?.slice(0, 40)}`);
      }
      const box = element.getBoundingClientRect();
      const card = element
        .closest(".cg-card, .cg-tile, .cg-header, .cg-toolbar, .cg-row, .cg-pane-head")
        ?.getBoundingClientRect();
      if (
        card &&
        box.width > 0 &&
        (box.right > card.right + 1 || box.left < card.left - 1 || box.bottom > card.bottom + 1)
      ) {
        faults.push(
          `${element.className || element.tagName} of ${nameOf(element)} is cut: ${element.textContent?.slice(0, 40)}`,
        );
      }
    }

    // Words are dark enough on what is behind them.
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const read = (colour: string): [number, number, number, number] => {
      if (!canvas) return [0, 0, 0, 1];
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const behind = (element: Element): [number, number, number] => {
      const layers: [number, number, number, number][] = [];
      for (let at: Element | null = element; at; at = at.parentElement) {
        const layer = read(getComputedStyle(at).backgroundColor);
        layers.unshift(layer);
        if (layer[3] === 1) break;
      }
      return layers.reduce<[number, number, number]>(
        ([r, g, b], [lr, lg, lb, a]) => [r + (lr - r) * a, g + (lg - g) * a, b + (lb - b) * a],
        [255, 255, 255],
      );
    };
    const light = ([r, g, b]: [number, number, number]): number => {
      const part = (value: number): number =>
        value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const contrast = (a: [number, number, number], b: [number, number, number]): number => {
      const [x, y] = [light(a), light(b)];
      return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    };
    const seen = new Set<string>();
    for (const element of all("*")) {
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      if (!hasText || element.closest("[aria-disabled=true], .cg-disconnected, script, style, svg")) continue;
      const [r, g, b] = read(getComputedStyle(element).color);
      const ratio = contrast([r, g, b], behind(element));
      const key = `${element.className} ${ratio.toFixed(1)}`;
      if (ratio < 4.5 && !seen.has(key))
        faults.push(`contrast ${ratio.toFixed(1)} of "${element.textContent?.slice(0, 30)}" (${element.className})`);
      seen.add(key);
    }

    // Roles, names and one stop for Tab.
    for (const item of all("[role=treeitem]")) {
      if (!item.getAttribute("aria-label")) faults.push(`${nameOf(item)} has no label`);
      if (!item.closest("[role=tree]")) faults.push(`${nameOf(item)} is in no tree`);
      if (!item.getAttribute("aria-level")) faults.push(`${nameOf(item)} has no level`);
    }
    const stops = all("[role=treeitem][tabindex='0']").length;
    if (all("[role=treeitem]").length > 0 && stops !== 1) faults.push(`${stops} items are stops of Tab, not 1`);
    for (const button of all<HTMLButtonElement>("button")) {
      const box = button.getBoundingClientRect();
      if (!(button.getAttribute("aria-label") ?? button.textContent))
        faults.push(`a button ${button.className} has no name`);
      if (!button.classList.contains("cg-link") && (box.width < 24 || box.height < 24)) {
        faults.push(`button ${button.textContent || button.ariaLabel} is ${box.width} × ${box.height}`);
      }
    }
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    if (new Set(ids).size !== ids.length) faults.push("ids repeat");

    // Nothing scrolls sideways.
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      faults.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
    return faults;
  });
