// A cell that is nothing but `{ a: 1 }`, which reads as a block, and is meant as an object.

import { blankTypes, parseModule } from "./parse.ts";

/** Whether the whole text is one object literal. What is a block in any case, such as `{ f(); }`, is none. */
export function isObjectLiteral(text: string): boolean {
  if (!/^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*\{/.test(text)) return false;
  try {
    const { body } = parseModule(blankTypes(`(${text}\n)`));
    const [only] = body;
    return body.length === 1 && only?.type === "ExpressionStatement" && only.expression.type === "ObjectExpression";
  } catch {
    return false;
  }
}
