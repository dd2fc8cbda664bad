// Drawing a dispatch: as a picture, as text, and the layout that the interactive graph is made from. Runs in a browser too.

export { failureLine, failuresOf } from "./failures.ts";
export { drawGlyph, drawRing } from "./glyphs.ts";
export { historyOf } from "./history.ts";
export {
  type Box,
  type Direction,
  type Layout,
  type LayoutOptions,
  layOut,
  membersInOrder,
  membersShown,
  type Panel,
  type Path,
  type Shape,
} from "./layout.ts";
export { fitEnd, fitMiddle, widthOf } from "./measure.ts";
export { type Label, type Matrix, sayLabel } from "./member-labels.ts";
export {
  baseName,
  type Drawing,
  type ElectronItem,
  electronKey,
  type Flow,
  type GroupItem,
  type Item,
  type Level,
  type Link,
  labelsAbove,
  modelOf,
  nameOf,
} from "./model.ts";
export type { Theme } from "./palette.ts";
export { type Rail, type RailLink, type RailRow, railOf } from "./rail.ts";
export { drawEdgeHead, drawEdgeLine, type Point } from "./routes.ts";
export {
  elapsedOf,
  elapsedOfDispatch,
  firstLine,
  isTicking,
  sayClock,
  sayCount,
  sayCounts,
  sayDispatch,
  sayDuration,
  sayLattice,
  sayPlural,
  sayProgress,
  saySize,
  sayState,
  sayStateInFull,
  sayWhy,
} from "./say.ts";
export {
  type Counts,
  countStates,
  failuresIn,
  hasSettled,
  isBroken,
  isFailure,
  occurring,
  statesInOrder,
  type Tone,
  toneOf,
  totalOf,
  wordOf,
} from "./states.ts";
export { type DrawOptions, drawLattice } from "./svg.ts";
export { describeLattice, latestTime } from "./text.ts";
