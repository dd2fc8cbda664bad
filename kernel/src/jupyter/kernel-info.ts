// What the kernel says of itself.

import { type Dictionary, jupyterProtocol } from "covalent-ts/jupyter";
import packageFile from "../../package.json" with { type: "json" };
import { cellMagics, lineMagics } from "../cell/magics.ts";

export const kernelInfo: Dictionary = {
  status: "ok",
  protocol_version: jupyterProtocol,
  implementation: "covalent-kernel",
  implementation_version: packageFile.version,
  language_info: {
    name: "typescript",
    version: process.versions.node,
    mimetype: "text/typescript",
    file_extension: ".ts",
    pygments_lexer: "typescript",
    // A bare string: clients other than JupyterLab fall over an object.
    codemirror_mode: "typescript",
    nbconvert_exporter: "script",
  },
  banner: `Covalent kernel ${packageFile.version}: TypeScript on Node ${process.versions.node}`,
  help_links: [{ text: "TypeScript", url: "https://www.typescriptlang.org/docs/" }],
  supported_features: ["debugger"],
  debugger: true,
};

/** Answers the cell `%help`. */
export const helpText = `TypeScript cells, run by Node ${process.versions.node}.

Top-level await and import work, and every name can be declared again by another cell.
The last expression of a cell is its result; \`void expression\` shows none.

display(value)               shows a value in the middle of a cell
display.html, .markdown, .latex, .svg, .png, .jpeg, .json, .table, .vegalite
display(value).update(next)  shows something else in its place, at any time
display.update(id, value)    likewise, by the id given as display(value, { id })
display.clear()              empties the cell's output; console.clear() does too
await input("Name? ")        asks the person at the front end; prompt() and confirm() hold all up for the answer
for await (const x of progress(xs))  goes through values, and shows how far it is
[Symbol.for("Jupyter.display")]()  on a value or its class: its own mime bundle

Electrons and lattices: import * as ct from "covalent-ts"
A cell that begins with // @ts-nocheck runs without type checking.

${[...Object.values(lineMagics), ...Object.values(cellMagics)].map(([use, purpose]) => `${use.padEnd(21)}${purpose}`).join("\n")}
`;
