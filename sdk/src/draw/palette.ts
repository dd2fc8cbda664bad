// The colours of a picture that stands alone, where no editor lends its theme: light, dark, or as the reader prefers.

export type Theme = "light" | "dark" | "auto";

interface Palette {
  canvas: string;
  card: string;
  inner: string;
  text: string;
  muted: string;
  line: string;
  divider: string;
  edge: string;
  chip: string;
  track: string;
  idle: string;
  queued: string;
  running: string;
  dispatching: string;
  ok: string;
  bad: string;
  badFill: string;
}

// Measured against their card: text at least 5.4, glyphs at least 3.3 in both.
const light: Palette = {
  canvas: "#f8f8f8",
  card: "#ffffff",
  inner: "#fcfcfc",
  text: "#3b3b3b",
  muted: "#666666",
  line: "#d0d0d0",
  divider: "#e5e5e5",
  edge: "#898989",
  chip: "#efefef",
  track: "#dedede",
  idle: "#7e7e7e",
  queued: "#855f00",
  running: "#0063d3",
  dispatching: "#652d90",
  ok: "#388a34",
  bad: "#d61300",
  badFill: "#fdefed",
};

const dark: Palette = {
  canvas: "#181818",
  card: "#1f1f1f",
  inner: "#1c1c1c",
  text: "#cccccc",
  muted: "#a6a6a6",
  line: "#494949",
  divider: "#353535",
  edge: "#878787",
  chip: "#2d2d2d",
  track: "#3c3c3c",
  idle: "#919191",
  queued: "#cca700",
  running: "#59a4f9",
  dispatching: "#b180d7",
  ok: "#89d185",
  bad: "#f14c4c",
  badFill: "#2e2222",
};

const variables = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

const toneOfState = {
  idle: ["NEW_OBJECT", "CANCELLED"],
  queued: ["QUEUED"],
  running: ["RUNNING"],
  dispatching: ["DISPATCHING"],
  ok: ["COMPLETED"],
  bad: ["FAILED", "TIMED_OUT", "POISONED", "UPSTREAM_FAILED"],
} as const;

// The rules are bound to the picture's own class: an inline SVG shares its page's style sheet with every other.
const rules = `
.ct-lattice{font-family:-apple-system,BlinkMacSystemFont,"Segoe UI",system-ui,Ubuntu,"Helvetica Neue",Arial,sans-serif}
.ct-lattice text{fill:var(--text);font-size:13px;font-variant-numeric:tabular-nums}
.ct-lattice .ct-muted{fill:var(--muted)}
.ct-lattice .ct-small{font-size:11px}
.ct-lattice .ct-facts{font-size:12px}
.ct-lattice .ct-name,.ct-lattice .ct-strong{font-weight:600}
.ct-lattice .ct-end{text-anchor:end}
.ct-lattice .ct-canvas{fill:var(--canvas);stroke:var(--divider)}
.ct-lattice .ct-divider{stroke:var(--divider);fill:none}
.ct-lattice .ct-inner{fill:var(--inner);stroke:var(--line)}
.ct-lattice .ct-face{fill:var(--card);stroke:var(--line)}
.ct-lattice .ct-chip{fill:var(--chip)}
.ct-lattice .ct-ink{fill:var(--c)}
.ct-lattice .ct-ink-stroke{fill:none;stroke:var(--c)}
.ct-lattice .ct-cut{fill:var(--card)}
.ct-lattice .ct-cut-stroke{fill:none;stroke:var(--card)}
.ct-lattice .ct-segment{fill:var(--c)}
.ct-lattice .ct-segment.ct-NEW_OBJECT{fill:var(--track)}
.ct-lattice .ct-RUNNING>.ct-face,.ct-lattice .ct-DISPATCHING>.ct-face{stroke:var(--c)}
.ct-lattice .ct-FAILED>.ct-face,.ct-lattice .ct-TIMED_OUT>.ct-face,.ct-lattice .ct-POISONED>.ct-face{stroke:var(--c);fill:var(--badFill)}
.ct-lattice .ct-NEW_OBJECT>.ct-face,.ct-lattice .ct-CANCELLED>.ct-face,.ct-lattice .ct-UPSTREAM_FAILED>.ct-face{fill:none;stroke-dasharray:4 3}
.ct-lattice .ct-UPSTREAM_FAILED>.ct-face{stroke:var(--c)}
.ct-lattice .ct-line{fill:none;stroke:var(--edge);stroke-width:1.25}
.ct-lattice .ct-head{fill:var(--edge)}
.ct-lattice .ct-awaited .ct-line{stroke-dasharray:4 4}
.ct-lattice .ct-live .ct-line{stroke:var(--running);stroke-dasharray:6 4}
.ct-lattice .ct-live .ct-head{fill:var(--running)}
.ct-lattice .ct-broken .ct-line{stroke:var(--bad);stroke-dasharray:4 4}
.ct-lattice .ct-broken .ct-head{fill:var(--bad)}`;

/** The style sheet inside the picture. Its colours are bound to the theme: pictures of several may share a page. */
export function latticeStyle(theme: Theme): string {
  const own = `.ct-lattice.ct-${theme}{${variables(theme === "dark" ? dark : light)}}`;
  const adaptive =
    theme === "auto" ? `@media (prefers-color-scheme:dark){.ct-lattice.ct-auto{${variables(dark)}}}` : "";
  const tones = Object.entries(toneOfState).map(
    ([tone, states]) => `${states.map((state) => `.ct-lattice .ct-${state}`).join()}{--c:var(--${tone})}`,
  );
  return `${own}${adaptive}${tones.join("")}${rules.replaceAll("\n", "")}`;
}
