// Where the graphs are on the screen, and how their electrons are found: by the words that a screen reader gets.

const electron = '[role="treeitem"][aria-label]';

/** `state` in words, as in the label: "completed". */
const electronNamed = (name: string, state: string): string =>
  `[role="treeitem"][aria-label^="${name},"][aria-label*="${state}" i]`;

/** In the sidebar, and in an editor: our page, which has an element of this id. */
export const sidebarGraph = {
  page: "body > #graph",
  electron: `body > #graph ${electron}`,
  electronNamed: (name: string, state: string): string => `body > #graph ${electronNamed(name, state)}`,
} as const;

/** Under a cell: drawn by the renderer, into the page that VS Code has for all outputs. */
export const inlineGraph = {
  electron: `.output_container ${electron}`,
  electronNamed: (name: string, state: string): string => `.output_container ${electronNamed(name, state)}`,
} as const;
