// The list of keys, as a dialog.

import { make } from "./elements.ts";

const keys: readonly (readonly [keys: string, what: string])[] = [
  ["→ ←", "Follow an edge; in rows, open and close"],
  ["↑ ↓", "The one above or below"],
  ["Enter", "Show the electron"],
  ["Space", "Open or close a group"],
  ["Esc", "Close the pane, leave the group, clear the filters"],
  ["Home End", "First, last"],
  ["/", "Search"],
  ["F3 Shift+F3", "Next match, match before"],
  ["f Shift+F", "Next failure, failure before"],
  ["d", "Change direction"],
  ["0 1", "Fit, 100%"],
  ["+ -", "Zoom"],
];

export function makeHelp() {
  const close = make("button", "cg-button cg-primary", "Close");
  const element = make(
    "dialog",
    "cg-help",
    make("h2", "", "Keys"),
    make(
      "dl",
      "cg-facts-list",
      ...keys.flatMap(([key, what]) => [make("dt", "", make("kbd", "", key)), make("dd", "", what)]),
    ),
    close,
  );
  element.setAttribute("aria-label", "Keys");
  close.addEventListener("click", () => element.close());
  return { element, open: (): void => element.showModal() };
}
