// The extension's own code, bundled: one file for the extension host, one for the graph's page, one for the renderer.

import { join } from "node:path";
import { build } from "esbuild";

const shared = {
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: "none",
  conditions: ["source"],
  logLevel: "warning",
};

export const buildBundles = ({ extension, dist }) =>
  Promise.all([
    build({
      ...shared,
      entryPoints: { extension: join(extension, "src", "extension.ts") },
      outdir: dist,
      outExtension: { ".js": ".cjs" },
      platform: "node",
      format: "cjs",
      target: "node22",
      // zeromq finds its addon beside its own files.
      external: ["vscode", "zeromq"],
      // CommonJS has no import.meta, and the sdk asks it for its own place.
      // VS Code complains of whoever asks for `navigator`, as browser code in @jupyterlab/services does.
      define: { "import.meta.url": "importMetaUrl", navigator: "undefined" },
      banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
      // Names in stack traces of the log are worth more than their bytes.
      keepNames: true,
    }),
    build({
      ...shared,
      entryPoints: {
        "graph-webview": join(extension, "src", "graph", "webview.ts"),
        graph: join(extension, "src", "graph", "graph.css"),
        renderer: join(extension, "src", "renderer", "renderer.ts"),
      },
      outdir: dist,
      platform: "browser",
      format: "esm",
      target: "chrome128",
      loader: { ".css": "css" },
    }),
  ]);
