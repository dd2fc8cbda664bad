// The icons of buttons and twists, drawn as strokes on a grid of 16.

import { make, makeSvg } from "./elements.ts";

const paths = {
  close: "M4 4l8 8M12 4l-8 8",
  collapse: "M3.5 10L8 5.5 12.5 10",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  direction: "M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13",
  error: "M8 2.25a5.75 5.75 0 1 1 0 11.5 5.75 5.75 0 0 1 0-11.5zM8 5v3.6M8 10.9h.01",
  expand: "M6 3.5L10.5 8 6 12.5",
  fit: "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3",
  lattice:
    "M4 3a1.4 1.4 0 1 1 0 2.8A1.4 1.4 0 0 1 4 3zM12 3a1.4 1.4 0 1 1 0 2.8A1.4 1.4 0 0 1 12 3zM8 10.2A1.4 1.4 0 1 1 8 13a1.4 1.4 0 0 1 0-2.8zM5.4 4.4h5.2M4.7 5.6l2.6 4.8M11.3 5.6l-2.6 4.8",
  minus: "M3 8h10",
  open: "M9 2.5h4.5V7M13.5 2.5L8 8M11.5 9.5v4h-9v-9h4",
  plug: "M5.5 2.5v3M10.5 2.5v3M4 5.5h8v2.2a4 4 0 0 1-8 0zM8 11.7v2.3",
  plus: "M8 3v10M3 8h10",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3l3.4 3.4",
  stop: "M8 2.25a5.75 5.75 0 1 1 0 11.5 5.75 5.75 0 0 1 0-11.5zM6 6h4v4H6z",
  help: "M8 2.25a5.75 5.75 0 1 1 0 11.5 5.75 5.75 0 0 1 0-11.5zM6.2 6.4a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2M8 11.1h.01",
} as const;

export type Icon = keyof typeof paths;

export const makeIcon = (icon: Icon, className = ""): SVGSVGElement =>
  makeSvg(
    "svg",
    { class: `cg-icon ${className}`.trim(), viewBox: "0 0 16 16", "aria-hidden": "true" },
    makeSvg("path", { d: paths[icon] }),
  );

/** A button that is only an icon: its label is what screen readers say, and its tooltip. */
export function makeIconButton(icon: Icon, label: string, onClick: () => void): HTMLButtonElement {
  const button = make("button", "cg-icon-button", makeIcon(icon));
  button.type = "button";
  button.title = label;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", onClick);
  return button;
}

export function makeButton(label: string, onClick: () => void, icon?: Icon): HTMLButtonElement {
  const button = make("button", "cg-button", icon ? makeIcon(icon) : null, make("span", "", label));
  button.type = "button";
  button.addEventListener("click", onClick);
  return button;
}

/** A link that does something here instead of leading away. */
export function makeLink(text: string, onClick: () => void): HTMLButtonElement {
  const link = make("button", "cg-link", text);
  link.type = "button";
  link.addEventListener("click", onClick);
  return link;
}
