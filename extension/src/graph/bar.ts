// A segmented bar: how many electrons are in each state, in the one order that all bars have.

import { type Counts, occurring } from "covalent-ts/draw";
import { keyed, make } from "./elements.ts";

export interface Bar {
  element: HTMLElement;
  update: (counts: Counts) => void;
}

export function makeBar(className = ""): Bar {
  const element = make("div", `cg-bar ${className}`.trim());
  element.setAttribute("aria-hidden", "true");
  const segments = keyed<number>(element, (state) => {
    const segment = make("i");
    segment.dataset["state"] = state;
    return {
      element: segment,
      update: (count) => {
        segment.style.flexGrow = String(count);
      },
    };
  });
  return { element, update: (counts) => segments.update([...occurring(counts)]) };
}
