// What a kernel's messages do to the outputs of a cell, as edits: pure, so that a recorded stream shows what VS Code is told.

import type { Output } from "covalent-ts/jupyter";
import { type Content, displayContent, errorContent, type Item, streamContent, streamItem } from "./output-content.ts";

export type OutputEdit =
  | { type: "clear" }
  /** A new output, at the end; `display` names it for updates to come. */
  | { type: "append"; content: Content; display?: string }
  /** More of the stream that is the last output. */
  | { type: "extend"; item: Item }
  /** Every output of that display, in whichever cell it is, is now this. */
  | { type: "update"; display: string; content: Content };

/** What has to be remembered of a cell between two messages. */
export interface OutputState {
  /** The stream that the last output is; null if it is none. */
  lastStream: "stdout" | "stderr" | null;
  /** `clear_output` with `wait`: the next output clears first, so that nothing flickers. */
  clearBeforeNext: boolean;
}

export const noOutputs = (): OutputState => ({ lastStream: null, clearBeforeNext: false });

/** The edits for one message, in order; `state` is brought up to date. */
export function editsFor(state: OutputState, output: Output): OutputEdit[] {
  switch (output.type) {
    case "stream": {
      const cleared = clearIfDue(state);
      if (state.lastStream === output.name) return [...cleared, { type: "extend", item: streamItem(output) }];
      state.lastStream = output.name;
      return [...cleared, { type: "append", content: streamContent(output) }];
    }
    case "display_data":
    case "execute_result": {
      const display = output.transient.display_id;
      return append(state, displayContent(output), display);
    }
    case "error":
      return append(state, errorContent(output));
    case "update_display_data": {
      const display = output.transient.display_id;
      return display === undefined ? [] : [{ type: "update", display, content: displayContent(output) }];
    }
    case "clear_output":
      if (output.wait) {
        state.clearBeforeNext = true;
        return [];
      }
      return clear(state);
    case "status":
    case "execute_input":
      return [];
  }
}

function append(state: OutputState, content: Content, display?: string): OutputEdit[] {
  const cleared = clearIfDue(state);
  state.lastStream = null;
  return [...cleared, display === undefined ? { type: "append", content } : { type: "append", content, display }];
}

const clearIfDue = (state: OutputState): OutputEdit[] => (state.clearBeforeNext ? clear(state) : []);

function clear(state: OutputState): OutputEdit[] {
  state.lastStream = null;
  state.clearBeforeNext = false;
  return [{ type: "clear" }];
}
