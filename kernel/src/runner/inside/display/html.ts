// What all that is shown as HTML shares: text that cannot become markup, and styles that reach nothing but their own output.

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "");

/** Columns of one table at most. */
export const columnsShown = 30;

/** The first of a row is its name. */
const numbersRight = Array.from({ length: columnsShown }, (_, at) => at + 2)
  .map((nth) => `.covalent-table.covalent-number-${nth} tr>:nth-child(${nth})`)
  .join(",")
  .concat("{text-align:right}");

/** Colours come from the front end where it has some, so that light and dark themes are both legible. */
const styles = {
  table: `.covalent-table.covalent-table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:0;color:inherit}
.covalent-table.covalent-table th,.covalent-table.covalent-table td{text-align:left;vertical-align:top;padding:2px 12px 2px 0;border:0;background:none;max-width:40em;overflow-wrap:anywhere}
.covalent-table.covalent-table thead th{border-bottom:1px solid;font-weight:600}
.covalent-table.covalent-table tbody th{font-weight:normal;opacity:.6}
${numbersRight}
.covalent-more{opacity:.7;margin:4px 0 0}`,
  tree: `.covalent-tree{font-family:var(--jp-code-font-family,var(--vscode-editor-font-family,monospace));line-height:1.5;color:inherit}
.covalent-tree summary{cursor:pointer;display:list-item}
.covalent-tree details>div,.covalent-tree .covalent-leaf{padding-left:1.5em}
.covalent-tree>.covalent-leaf{padding-left:0}
.covalent-tree pre{margin:0;white-space:pre-wrap;font:inherit;color:inherit;background:none}
.covalent-tree i{font-style:normal;opacity:.7}
.covalent-tree .covalent-number{color:var(--jp-mirror-editor-number-color,var(--vscode-debugTokenExpression-number,inherit))}
.covalent-tree .covalent-string{color:var(--jp-mirror-editor-string-color,var(--vscode-debugTokenExpression-string,inherit))}
.covalent-tree .covalent-word{color:var(--jp-mirror-editor-keyword-color,var(--vscode-debugTokenExpression-boolean,inherit))}`,
  progress: `.covalent-progress progress{vertical-align:middle;width:16em;accent-color:var(--jp-brand-color1,var(--vscode-progressBar-background,auto))}
.covalent-progress{font-variant-numeric:tabular-nums;color:inherit}`,
} as const;

/** Every output brings its own: a saved one must stand alone. */
export const styled = (kind: keyof typeof styles, html: string): string =>
  `<div class="covalent-${kind === "table" ? "records" : kind}"><style>${styles[kind]}</style>${html}</div>`;
