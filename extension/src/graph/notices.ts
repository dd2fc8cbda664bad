// What is shown instead of a graph, or above it: nothing yet, loading, unreadable, disconnected.

import { make, setText, show } from "./elements.ts";
import { makeButton, makeIcon, makeIconButton } from "./icons.ts";
import type { Deeds } from "./scene.ts";

export type Notice = "none" | "empty" | "unchosen" | "loading" | "unreadable" | "no-match";

const texts: Record<Exclude<Notice, "none" | "loading">, [title: string, sentence: string]> = {
  empty: ["No dispatches yet", "Dispatch a lattice from a notebook cell to see its graph here."],
  unchosen: ["No dispatch selected", "Select one in Dispatches to see its graph here."],
  unreadable: ["The graph could not be read", "This output needs a newer version of the extension."],
  "no-match": ["No electrons match", "None is in these states, or has this name."],
};

export function makeNotices(deeds: Deeds) {
  const title = make("h2");
  const sentence = make("p");
  const icon = make("div", "cg-notice-icon");
  const clear = makeButton("Clear filters", deeds.clearFilters);
  const words = make("div", "cg-notice-words", icon, title, sentence, clear);
  const skeleton = make("div", "cg-skeleton", make("i"), make("i"), make("i"));
  skeleton.setAttribute("aria-hidden", "true");
  const loading = make("p", "", "Loading the graph");
  const element = make("div", "cg-notice", skeleton, words, loading);
  let late: ReturnType<typeof setTimeout> | undefined;

  return {
    element,
    draw(notice: Notice): void {
      clearTimeout(late);
      element.setAttribute("aria-busy", String(notice === "loading"));
      const isLoading = notice === "loading";
      show(words, !isLoading && notice !== "none");
      show(skeleton, false);
      show(loading, false);
      if (isLoading) {
        // What comes within the blink of an eye needs no announcement.
        late = setTimeout(() => {
          show(skeleton, true);
          show(loading, true);
        }, 300);
      }
      element.dataset["notice"] = notice;
      show(element, notice !== "none");
      if (notice === "none" || isLoading) return;
      icon.replaceChildren(makeIcon(notice === "unreadable" ? "error" : notice === "no-match" ? "search" : "lattice"));
      setText(title, texts[notice][0]);
      setText(sentence, texts[notice][1]);
      show(clear, notice === "no-match");
    },
    dispose: (): void => clearTimeout(late),
  };
}

/** A strip above the graph, for what is wrong while the graph is still worth seeing. */
export function makeBanners(deeds: Deeds) {
  const stopped = make(
    "div",
    "cg-banner",
    makeIcon("plug"),
    make("span", "cg-banner-words", make("b", "", "Dispatcher stopped"), " The graph stays as it was last seen."),
    makeButton("Start", () => deeds.post({ type: "start-dispatcher" })),
  );
  const message = make("span", "cg-banner-words");
  const problem = make("div", "cg-banner", makeIcon("error"), message);
  problem.append(makeIconButton("close", "Close", () => show(problem, false)));
  const element = make("div", "cg-banners", stopped, problem);
  element.setAttribute("role", "status");
  show(stopped, false);
  show(problem, false);
  return {
    element,
    connected: (connected: boolean): void => show(stopped, !connected),
    problem(text: string): void {
      setText(message, text);
      show(problem, true);
    },
  };
}
