// Observable Plot without a browser: it draws in a document of `linkedom` or `jsdom`, whichever lies in the notebook's folder.

import * as z from "zod/mini";
import type { Bundle } from "./bundle.ts";
import { dataOf, methodOf } from "./members.ts";
import { elementOf } from "./pictures.ts";

/** A mark, such as `Plot.dot(rows)`, that no `plot` was called for yet. */
export function plotOf(value: object): Bundle | undefined {
  const plot = methodOf(value, "plot");
  if (plot === undefined || methodOf(value, "initialize") === undefined || methodOf(value, "render") === undefined) {
    return undefined;
  }
  const drawn = plot();
  return typeof drawn === "object" && drawn !== null ? elementOf(drawn) : undefined;
}

type Draw = (this: unknown, options?: object) => unknown;

/**
 * The namespace of a package as cells are to see it: Plot's `plot` and its marks need no `document`. Its other exports are
 * the very same, and so is all of every other package.
 */
export function withDocument(specifier: string, namespace: object, require: NodeJS.Require): object {
  if (specifier !== "@observablehq/plot" || !("plot" in namespace) || "document" in globalThis) return namespace;
  const { plot } = namespace;
  if (typeof plot !== "function") return namespace;
  let document: object | undefined;
  const drawing = (draw: (...args: unknown[]) => unknown): Draw =>
    function (options = {}) {
      if ("document" in options) return Reflect.apply(draw, this, [options]);
      document ??= makeDocument(require);
      return Reflect.apply(draw, this, [{ ...options, document }]);
    };
  const mark = dataOf(namespace, "Mark");
  const marks: unknown = typeof mark === "function" ? mark.prototype : undefined;
  if (typeof marks === "object" && marks !== null) {
    const drawMark: unknown = Reflect.get(marks, "plot");
    if (typeof drawMark === "function") {
      Reflect.set(
        marks,
        "plot",
        drawing(function (this: unknown, ...args) {
          return Reflect.apply(drawMark, this, args);
        }),
      );
    }
  }
  return { ...namespace, plot: drawing((...args) => Reflect.apply(plot, undefined, args)) };
}

const isFunction = (it: unknown): boolean => typeof it === "function";
const Linkedom = z.object({ parseHTML: z.custom<(html: string) => { document: object }>(isFunction) });
const Jsdom = z.object({ JSDOM: z.custom<new () => { window: { document: object } }>(isFunction) });

function makeDocument(require: NodeJS.Require): object {
  if (isThere("linkedom", require))
    return Linkedom.parse(require("linkedom")).parseHTML("<!doctype html><body>").document;
  if (isThere("jsdom", require)) return new (Jsdom.parse(require("jsdom")).JSDOM)().window.document;
  throw new Error(
    "Observable Plot needs a document to draw in, and neither linkedom nor jsdom is there: %npm install linkedom",
  );
}

function isThere(name: string, require: NodeJS.Require): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
