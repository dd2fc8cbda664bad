// Moves and scales the canvas: by wheel, drag, keys and buttons. What is drawn in it never moves by itself.

import { setText } from "./elements.ts";

export const leastZoom = 0.1;
const mostZoom = 2;
/** The whole graph is shown at once only if it stays this large; else its beginning is. */
const leastFit = 0.3;
const margin = 24;

export interface Viewport {
  readonly zoom: number;
  fit: () => void;
  zoomTo: (zoom: number) => void;
  zoomBy: (factor: number) => void;
  /** Brings a place of the graph into view, moving as little as it can. */
  reveal: (box: { x: number; y: number; width: number; height: number }) => void;
  /** Moves by pixels on the screen. */
  moveBy: (x: number, y: number) => void;
  resize: (width: number, height: number) => void;
}

export interface ViewportOptions {
  /** Stays still; its size is the window. */
  frame: HTMLElement;
  /** Is moved. */
  world: HTMLElement;
  /** "100%" is written here. */
  percent: HTMLElement;
  /** Without Ctrl the wheel scrolls the page around, as under a notebook's cell. */
  wheelScrollsPage: boolean;
}

export function openViewport({ frame, world, percent, wheelScrollsPage }: ViewportOptions): Viewport {
  let [x, y, zoom] = [0, 0, 1];
  let [width, height] = [0, 0];

  const apply = (): void => {
    world.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) scale(${zoom})`;
    world.style.setProperty("--cg-zoom", String(zoom));
    // By the width of the usual card: all facts, only its name, or only its state.
    world.dataset["level"] = zoom * 160 >= 120 ? "card" : zoom * 160 >= 56 ? "compact" : "dot";
    setText(percent, `${Math.round(zoom * 100)}%`);
  };
  const zoomAt = (next: number, atX: number, atY: number): void => {
    const to = Math.min(mostZoom, Math.max(leastZoom, next));
    x = atX - ((atX - x) * to) / zoom;
    y = atY - ((atY - y) * to) / zoom;
    zoom = to;
    apply();
  };
  const zoomCentre = (next: number): void => zoomAt(next, frame.clientWidth / 2, frame.clientHeight / 2);

  frame.addEventListener(
    "wheel",
    (event) => {
      if (wheelScrollsPage && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) {
        const at = frame.getBoundingClientRect();
        zoomAt(zoom * Math.exp(-event.deltaY / 300), event.clientX - at.left, event.clientY - at.top);
        return;
      }
      x -= event.shiftKey ? event.deltaY : event.deltaX;
      y -= event.shiftKey ? 0 : event.deltaY;
      apply();
    },
    { passive: false },
  );
  dragToMove(frame, (byX, byY) => {
    x += byX;
    y += byY;
    apply();
  });

  const viewport: Viewport = {
    get zoom() {
      return zoom;
    },
    fit() {
      const room = { width: frame.clientWidth - 2 * margin, height: frame.clientHeight - 2 * margin };
      if (width === 0 || room.width <= 0 || room.height <= 0) return;
      const whole = Math.min(1, room.width / width, room.height / height);
      zoom = Math.max(leastFit, whole);
      x = whole >= leastFit ? margin + Math.max(0, (room.width - width * zoom) / 2) : margin;
      y = whole >= leastFit ? margin + Math.max(0, (room.height - height * zoom) / 2) : margin;
      apply();
    },
    zoomTo: zoomCentre,
    zoomBy: (factor) => zoomCentre(zoom * factor),
    reveal(box) {
      const [left, top] = [box.x * zoom + x, box.y * zoom + y];
      const [right, bottom] = [left + box.width * zoom, top + box.height * zoom];
      if (right > frame.clientWidth - margin) x -= right - frame.clientWidth + margin;
      if (bottom > frame.clientHeight - margin) y -= bottom - frame.clientHeight + margin;
      if (left < margin) x += margin - left;
      if (top < margin) y += margin - top;
      apply();
    },
    moveBy(byX, byY) {
      x += byX;
      y += byY;
      apply();
    },
    resize(nextWidth, nextHeight) {
      width = nextWidth;
      height = nextHeight;
    },
  };
  apply();
  return viewport;
}

/** Dragging the ground moves it; a press that hardly moves is a click, and stays one. */
function dragToMove(frame: HTMLElement, move: (byX: number, byY: number) => void): void {
  const slack = 4;
  let last: { x: number; y: number; dragging: boolean } | null = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest("button"))) return;
    last = { x: event.clientX, y: event.clientY, dragging: false };
  });
  frame.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [byX, byY] = [event.clientX - last.x, event.clientY - last.y];
    if (!last.dragging) {
      if (Math.hypot(byX, byY) < slack) return;
      frame.setPointerCapture(event.pointerId);
      frame.classList.add("cg-dragging");
    }
    last = { x: event.clientX, y: event.clientY, dragging: true };
    move(byX, byY);
  });
  const end = (): void => {
    last = null;
    // After the click that ends the drag, which must not select what happens to lie under it.
    setTimeout(() => frame.classList.remove("cg-dragging"));
  };
  frame.addEventListener("pointerup", end);
  frame.addEventListener("pointercancel", end);
}
