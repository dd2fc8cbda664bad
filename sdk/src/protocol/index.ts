// The wire: every message between clients, dispatcher and workers, and the document that views are drawn from.

export * from "./amounts.ts";
export * from "./connection.ts";
export * from "./data-directory.ts";
export * from "./document.ts";
export * from "./events.ts";
export * from "./fold.ts";
export * from "./graph.ts";
export * from "./graph-columns.ts";
export * from "./misfit.ts";
export * from "./pack.ts";
export * from "./pieces.ts";
export * from "./place.ts";
export * from "./policy.ts";
export * from "./requests.ts";
export * from "./stages.ts";
export * from "./states.ts";
export * from "./value.ts";
export * from "./worker-messages.ts";
