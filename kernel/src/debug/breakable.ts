// The lines of a cell that can be stopped at, before V8 has seen it.

import { type AnyNode, parse } from "acorn";
import { walk } from "../cell/tree.ts";

const starts =
  /Statement$|^VariableDeclarator$|^(Call|New|Await|Yield)Expression$|^Import|^Export|^PropertyDefinition$/;
const passed = /^(Block|Empty)Statement$/;

/**
 * The first such line at or after `line`, counted from 1. Undefined where nothing follows, and for code that cannot be read.
 *
 * @param code JavaScript.
 */
export function breakableLine(code: string, line: number): number | undefined {
  let best: number | undefined;
  const consider = (candidate: number | undefined): void => {
    if (candidate !== undefined && candidate >= line && candidate < (best ?? Number.POSITIVE_INFINITY))
      best = candidate;
  };
  const program = read(code);
  if (program === undefined) return undefined;
  walk(program, (node) => {
    if ("directive" in node) return;
    if (starts.test(node.type) && !passed.test(node.type)) consider(node.loc?.start.line);
    // What a function without a body returns, and where one with a body ends.
    if (node.type === "ArrowFunctionExpression" && node.expression) consider(node.body.loc?.start.line);
    else if (/Function/.test(node.type) && "body" in node) consider(endOf(node));
  });
  return best;
}

const endOf = (node: AnyNode): number | undefined => node.loc?.end.line;

function read(code: string): AnyNode | undefined {
  try {
    return parse(code, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowAwaitOutsideFunction: true,
      allowReturnOutsideFunction: true,
      locations: true,
    });
  } catch {
    return undefined;
  }
}
