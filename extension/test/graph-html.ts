// The pages around the graph, as VS Code makes them: a webview, and an output under a notebook's cell.

import { type ThemeName, themes } from "./graph-themes.ts";

export function graphHtml(theme: ThemeName, place: "page" | "cell"): string {
  const { classes, variables } = themes[theme];
  const properties = Object.entries(variables)
    .map(([name, value]) => `--vscode-${name}:${value}`)
    .join(";");
  return `<!DOCTYPE html><html lang="en" style='${properties}'><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self' 'nonce-test'; style-src-attr 'unsafe-inline'">
<title>Graph</title>${place === "page" ? '<link rel="stylesheet" href="/graph.css">' : ""}</head>
<body class="${classes} vscode-reduce-motion" style="background:var(--vscode-editor-background);${place === "cell" ? "margin:16px" : ""}">
${place === "page" ? page : cell}</body></html>`;
}

const page = `<div id="graph"></div>
<script nonce="test">
window.sent = [];
window.acquireVsCodeApi = () => ({
  getState: () => undefined,
  setState: () => undefined,
  postMessage(message) {
    window.sent.push(message);
    if (message.type === "ready") window.ready = true;
    const detail = message.type === "select" && window.details?.[message.electron];
    if (detail) window.postMessage({ type: "detail", dispatch: message.dispatch, electron: message.electron, detail }, "*");
  },
});
</script>
<script nonce="test" type="module" src="/graph-webview.js"></script>`;

const cell = `<div id="output"></div>
<script nonce="test" type="module">
import { activate } from "/renderer.js";
window.sent = [];
let listener = () => {};
const renderer = activate({
  postMessage(message) {
    window.sent.push(message);
    if (message.type === "is-live") listener({ type: "live", dispatch: message.dispatch, live: true });
  },
  onDidReceiveMessage(it) { listener = it; return { dispose() {} }; },
});
window.draw = (document) => renderer.renderOutputItem({ id: "1", json: () => document }, window.output);
window.ready = true;
</script>`;
