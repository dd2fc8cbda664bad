// `import` and `export` in a cell: imports become calls that the runner answers, exports become plain declarations.

import type { ExportNamedDeclaration, ImportDeclaration, ImportExpression, Program } from "acorn";
import type MagicString from "magic-string";
import { importName, metaName } from "./globals.ts";
import type { NameKind } from "./redeclare.ts";
import { SyntaxFault } from "./syntax-fault.ts";
import { walk } from "./tree.ts";

/** Rewrites in place, statement by statement, so that every other line stays where it is. */
export function rewriteImports(program: Program, text: MagicString, kinds: ReadonlyMap<string, NameKind>): void {
  const used = namesUsed(program);
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") rewriteImport(statement, text, used, kinds);
    else if (statement.type === "ExportNamedDeclaration") rewriteExport(statement, text);
    else if (statement.type === "ExportDefaultDeclaration") {
      text.remove(statement.start, statement.declaration.start);
    } else if (statement.type === "ExportAllDeclaration") {
      const { line = 1, column = 0 } = statement.loc?.start ?? {};
      throw new SyntaxFault("A cell has nobody to export to. Import what is needed instead.", {
        line,
        column: column + 1,
      });
    }
  }
  walk(program, (node) => {
    if (node.type === "ImportExpression") rewriteDynamicImport(node, text);
    else if (node.type === "MetaProperty" && node.meta.name === "import") {
      text.overwrite(node.start, node.end, metaName);
    }
  });
}

/** `import a, { b as c } from "d"` → `let { default: a, b: c } = await __covalentImport("d", undefined, ["default", "b"])`. */
function rewriteImport(
  statement: ImportDeclaration,
  text: MagicString,
  used: ReadonlySet<string>,
  kinds: ReadonlyMap<string, NameKind>,
): void {
  const members: string[] = [];
  const wanted: string[] = [];
  let namespace: string | undefined;
  for (const specifier of statement.specifiers) {
    if (specifier.type === "ImportNamespaceSpecifier") {
      namespace = specifier.local.name;
      continue;
    }
    const { imported } = specifier.type === "ImportSpecifier" ? specifier : { imported: undefined };
    const name = imported === undefined ? "default" : imported.type === "Literal" ? imported.value : imported.name;
    members.push(`${JSON.stringify(name)}: ${specifier.local.name}`);
    // A name that is never used as a value may be a type, which is no export at run time.
    if (used.has(specifier.local.name)) wanted.push(String(name));
  }
  const attributes = statement.attributes.map(
    ({ key, value }) => `${key.type === "Identifier" ? key.name : JSON.stringify(key.value)}: ${value.raw}`,
  );
  const options = attributes.length > 0 ? `{ with: { ${attributes.join(", ")} } }` : "undefined";
  const call = `await ${importName}(${statement.source.raw}, ${options}, ${JSON.stringify(wanted)})`;
  const target = members.length > 0 ? `{ ${members.join(", ")} }` : undefined;
  const names = [namespace, target].filter((name) => name !== undefined);
  // `import a, * as b` is the one form that takes the same module apart twice.
  const [first, second] = names;
  const keyword = statement.specifiers.some(({ local }) => kinds.get(local.name) === "global") ? "var" : "let";
  const rest = second === undefined ? "" : `, ${second} = ${first}`;
  const code = first === undefined ? call : `${keyword} ${first} = ${call}${rest}`;
  const lines = text.original.slice(statement.start, statement.end).split("\n").length - 1;
  text.overwrite(statement.start, statement.end, `${code};${"\n".repeat(lines)}`);
}

function rewriteExport(statement: ExportNamedDeclaration, text: MagicString): void {
  if (statement.source) {
    const { line = 1, column = 0 } = statement.loc?.start ?? {};
    throw new SyntaxFault("A cell has nobody to export to. Import what is needed instead.", {
      line,
      column: column + 1,
    });
  }
  const end = statement.declaration?.start ?? statement.end;
  text.overwrite(statement.start, end, text.original.slice(statement.start, end).replaceAll(/[^\n]/g, " "));
}

function rewriteDynamicImport(node: ImportExpression, text: MagicString): void {
  text.overwrite(node.start, node.start + "import".length, importName);
}

/** Every identifier of the cell outside its import statements. */
function namesUsed(program: Program): Set<string> {
  const names = new Set<string>();
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") continue;
    walk(statement, (node) => {
      if (node.type === "Identifier") names.add(node.name);
    });
  }
  return names;
}
