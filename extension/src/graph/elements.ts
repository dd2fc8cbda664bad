// Makes elements, and changes of them only what differs: an update that writes nothing costs nothing.

import { drawGlyph, drawRing } from "covalent-ts/draw";

type Child = Node | string | null;

/** An element with a class and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.append(...children.filter((child) => child !== null));
  return element;
}

const svgNamespace = "http://www.w3.org/2000/svg";

export function makeSvg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number> = {},
  ...children: SVGElement[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

export function setText(element: Node, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function show(element: HTMLElement | SVGElement, visible: boolean): void {
  element.toggleAttribute("hidden", !visible);
}

/** A state's glyph or a group's ring; what it shows is told by `draw`. Hidden from screen readers: its owner has the words. */
export interface Glyph {
  element: SVGSVGElement;
  drawState: (state: Parameters<typeof drawGlyph>[0]) => void;
  drawCounts: (counts: Parameters<typeof drawRing>[0]) => void;
}

export function makeGlyph(): Glyph {
  const element = makeSvg("svg", { class: "cg-glyph", viewBox: "0 0 16 16", "aria-hidden": "true" });
  let drawn = "";
  const draw = (what: string, state: string | null, markup: () => string): void => {
    if (drawn === what) return;
    drawn = what;
    setAttribute(element, "data-state", state);
    // Our own constant shapes: nothing of a document's text is in them.
    element.innerHTML = markup();
  };
  return {
    element,
    drawState: (state) => draw(state, state, () => drawGlyph(state)),
    drawCounts: (counts) => draw(JSON.stringify(counts), null, () => drawRing(counts)),
  };
}

/** What draws one thing of a kind. */
interface Part<T> {
  element: Element;
  update: (it: T) => void;
}

/** Children that are kept by key: each is made once, updated in place, put in order, and removed when its key is gone. */
export function keyed<T, One extends Part<T> = Part<T>>(parent: Element, makeOne: (key: string) => One) {
  const known = new Map<string, One>();
  return {
    update(all: readonly (readonly [key: string, it: T])[]): void {
      const wanted = new Set(all.map(([key]) => key));
      for (const [key, { element }] of known) {
        if (wanted.has(key)) continue;
        element.remove();
        known.delete(key);
      }
      let before: Element | null = null;
      for (const [key, it] of all) {
        const one = known.get(key) ?? makeOne(key);
        known.set(key, one);
        one.update(it);
        const place: ChildNode | null = before ? before.nextSibling : parent.firstChild;
        // Moving an element that is already in place would take the focus off it.
        if (place !== one.element) parent.insertBefore(one.element, place);
        before = one.element;
      }
    },
    get: (key: string) => known.get(key),
  };
}
