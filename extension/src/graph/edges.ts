// The edges of the canvas, in one picture behind the cards: line, head, and the arguments' names when pointed at.

import { drawEdgeHead, drawEdgeLine, type Link, type Path, type Point } from "covalent-ts/draw";
import { keyed, makeSvg, setAttribute, setText } from "./elements.ts";

interface Edge {
  path: Path;
  link: Link;
  /** One of its ends is selected. */
  on: boolean;
}

export function makeEdges() {
  const element = makeSvg("svg", { class: "cg-edges", "aria-hidden": "true" });
  const edges = keyed<Edge>(element, () => {
    const hit = makeSvg("path", { class: "cg-hit" });
    const line = makeSvg("path", { class: "cg-line" });
    const head = makeSvg("path", { class: "cg-head" });
    const back = makeSvg("rect", { height: 18, rx: 4 });
    const words = makeSvg("text");
    const group = makeSvg("g", {}, hit, line, head, makeSvg("g", { class: "cg-edge-names" }, back, words));
    return {
      element: group,
      update({ path, link, on }) {
        setAttribute(group, "class", `cg-edge cg-${link.flow}${on ? " cg-on" : ""}`);
        const shape = drawEdgeLine(path.points);
        setAttribute(hit, "d", shape);
        setAttribute(line, "d", shape);
        setAttribute(head, "d", drawEdgeHead(path.points));
        const said = link.names.join(", ");
        setAttribute(group, "data-names", said === "" ? "none" : null);
        setText(words, said);
        const [x, y] = middleOf(path.points);
        // The names are set in the editor's monospaced font, whose characters are .6 of its size wide.
        const width = said.length * 6.7 + 12;
        setAttribute(back, "x", String(x - width / 2));
        setAttribute(back, "y", String(y - 24));
        setAttribute(back, "width", String(width));
        setAttribute(words, "x", String(x));
        setAttribute(words, "y", String(y - 11));
      },
    };
  });
  return {
    element,
    update(all: readonly Edge[], width: number, height: number): void {
      setAttribute(element, "width", String(Math.ceil(width)));
      setAttribute(element, "height", String(Math.ceil(height)));
      edges.update(all.map((edge) => [edge.path.key, edge]));
    },
  };
}

/** The middle of an edge's longest level piece: there is most room for words. */
function middleOf(points: readonly Point[]): Point {
  let best: Point = points[0] ?? [0, 0];
  let longest = -1;
  points.forEach((point, index) => {
    const next = points[index + 1];
    if (!next) return;
    const length = Math.abs(next[0] - point[0]);
    // Of pieces as long as each other the last: the first is shared by all edges of an output.
    if (length < longest) return;
    longest = length;
    best = [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2];
  });
  return best;
}
