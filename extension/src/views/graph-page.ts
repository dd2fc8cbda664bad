// The page around the graph: the same in the sidebar and in an editor. Only our own script runs in it, and nothing is fetched.

export interface GraphPage {
  /** Where a webview's own resources come from. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** Fresh for each page: a script without it does not run. */
  readonly nonce: string;
}

export const graphPage = ({ cspSource, script, style, nonce }: GraphPage): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${cspSource} data:; font-src ${cspSource}; style-src ${cspSource}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Graph</title>
</head>
<body>
<div id="graph"></div>
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
