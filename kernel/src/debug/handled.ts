// Whether a place in a script is inside something that catches what is thrown there.
//
// V8 cannot tell: cells are awaited by the kernel, so that to V8 every exception of a cell is caught by somebody.

import { type AnyNode, parse } from "acorn";
import { walk } from "../cell/tree.ts";

/** @param line Counts from 1. @param column Counts from 0. */
export function isHandled(code: string, line: number, column: number): boolean {
  let program: AnyNode;
  try {
    program = parse(code, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowAwaitOutsideFunction: true,
      allowReturnOutsideFunction: true,
      allowHashBang: true,
    });
  } catch {
    return false;
  }
  const offset = offsetOf(code, line, column);
  let handled = false;
  // Parents come first, so an inner function begins anew: its own caller is another frame.
  walk(program, (node) => {
    if (node.start > offset || offset >= node.end) return;
    if (/Function/.test(node.type)) handled = false;
    else if (node.type === "TryStatement" && node.handler) handled ||= contains(node.block, offset);
    else if (node.type === "CallExpression") handled ||= catches(node, offset);
  });
  return handled;
}

const contains = (node: AnyNode, offset: number): boolean => node.start <= offset && offset < node.end;

/** `f().catch(…)`, or `f().then(…, …)`, while `f()` is what runs. */
function catches(node: Extract<AnyNode, { type: "CallExpression" }>, offset: number): boolean {
  const { callee } = node;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return false;
  const { name } = callee.property;
  return contains(callee.object, offset) && (name === "catch" || (name === "then" && node.arguments.length > 1));
}

function offsetOf(code: string, line: number, column: number): number {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = code.indexOf("\n", start);
    if (end < 0) break;
    start = end + 1;
  }
  return start + column;
}
