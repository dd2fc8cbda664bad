// Completion and hover in cells, answered by the notebook's kernel: it alone knows what earlier cells have defined.

import * as vscode from "vscode";
import * as z from "zod";
import { notebookType } from "../contributions.ts";
import { codePointsBefore, offsetAfter } from "./code-points.ts";
import type { Controller } from "./controller.ts";
import type { Session } from "./session.ts";

const Completion = z.object({
  status: z.literal("ok"),
  matches: z.array(z.string()),
  cursor_start: z.number().int(),
  cursor_end: z.number().int(),
  metadata: z
    .object({
      /** What IPython and JupyterLab call it: kinds beside the matches. */
      _jupyter_types_experimental: z
        .array(z.object({ text: z.string(), type: z.string().optional(), signature: z.string().optional() }))
        .optional(),
    })
    .default({}),
});
const Inspection = z.object({
  status: z.literal("ok"),
  found: z.literal(true),
  data: z.record(z.string(), z.unknown()),
});

const selector: vscode.DocumentSelector = { notebookType, language: "typescript" };

export function registerLanguageFeatures(controller: Controller): vscode.Disposable {
  const sessionOf = (document: vscode.TextDocument): Session | undefined => {
    if (!vscode.workspace.isTrusted) return undefined;
    const notebook = vscode.workspace.notebookDocuments.find((it) =>
      it.getCells().some((cell) => cell.document === document),
    );
    return notebook === undefined ? undefined : controller.sessionOf(notebook);
  };

  const completion: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position, token) {
      const code = document.getText();
      const connection = await sessionOf(document)?.connection();
      if (connection === undefined || token.isCancellationRequested) return undefined;
      const cursor_pos = codePointsBefore(code, document.offsetAt(position));
      const reply = Completion.safeParse((await connection.requestComplete({ code, cursor_pos })).content);
      if (!reply.success) return undefined;
      const { matches, cursor_start, cursor_end, metadata } = reply.data;
      const range = new vscode.Range(
        document.positionAt(offsetAfter(code, cursor_start)),
        document.positionAt(offsetAfter(code, cursor_end)),
      );
      const kinds = new Map(metadata._jupyter_types_experimental?.map((it) => [it.text, it]));
      return matches.map((match, index) => {
        const about = kinds.get(match);
        const item = new vscode.CompletionItem(match, kindOf(about?.type));
        item.range = range;
        if (about?.signature) item.detail = about.signature;
        // The kernel's order is by relevance; VS Code would sort by name.
        item.sortText = String(index).padStart(5, "0");
        return item;
      });
    },
  };
  const hover: vscode.HoverProvider = {
    async provideHover(document, position, token) {
      const code = document.getText();
      const connection = await sessionOf(document)?.connection();
      if (connection === undefined || token.isCancellationRequested) return undefined;
      const cursor_pos = codePointsBefore(code, document.offsetAt(position));
      const answer = await connection.requestInspect({ code, cursor_pos, detail_level: 0 });
      const reply = Inspection.safeParse(answer.content);
      if (!reply.success) return undefined;
      const text = reply.data.data["text/markdown"] ?? reply.data.data["text/plain"];
      return typeof text === "string" ? new vscode.Hover(new vscode.MarkdownString(text)) : undefined;
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(selector, completion, ".", '"', "'", "/"),
    vscode.languages.registerHoverProvider(selector, hover),
  );
}

const kinds: Readonly<Record<string, vscode.CompletionItemKind>> = {
  method: vscode.CompletionItemKind.Method,
  function: vscode.CompletionItemKind.Function,
  constructor: vscode.CompletionItemKind.Constructor,
  field: vscode.CompletionItemKind.Field,
  property: vscode.CompletionItemKind.Property,
  variable: vscode.CompletionItemKind.Variable,
  constant: vscode.CompletionItemKind.Constant,
  class: vscode.CompletionItemKind.Class,
  interface: vscode.CompletionItemKind.Interface,
  module: vscode.CompletionItemKind.Module,
  enum: vscode.CompletionItemKind.Enum,
  keyword: vscode.CompletionItemKind.Keyword,
  value: vscode.CompletionItemKind.Value,
};

const kindOf = (type: string | undefined): vscode.CompletionItemKind | undefined =>
  type !== undefined && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
