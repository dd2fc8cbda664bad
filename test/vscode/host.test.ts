// What the kernel does with cells, as the API shows it: runs in the extension host of whatever VS Code there is.

import assert from "node:assert/strict";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, suiteSetup, teardown, test } from "mocha";
import * as vscode from "vscode";

const typescript = {
  kernelspec: { display_name: "Covalent (TypeScript)", language: "typescript", name: "covalent" },
  language_info: { name: "typescript" },
};

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const codeCell = (code: string): vscode.NotebookCellData =>
  new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, "typescript");

async function openNotebook(...codes: string[]): Promise<vscode.NotebookDocument> {
  const content = new vscode.NotebookData(codes.map(codeCell));
  content.metadata = { metadata: typescript };
  const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", content);
  await vscode.window.showNotebookDocument(notebook);
  const kernel = { id: "covalent-typescript", extension: "covalent-ts.covalent-notebook" };
  await vscode.commands.executeCommand("notebook.selectKernel", kernel);
  return notebook;
}

/** Resolves when it holds, which is asked after each change of a notebook. */
function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const listening = vscode.workspace.onDidChangeNotebookDocument(() => check());
    const check = (): void => {
      if (!holds()) return;
      listening.dispose();
      resolve();
    };
    check();
  });
}

const hasEnded = (cell: vscode.NotebookCell): boolean => cell.executionSummary?.timing?.endTime !== undefined;

async function run(notebook: vscode.NotebookDocument, ...cells: number[]): Promise<void> {
  for (const index of cells.length === 0 ? notebook.getCells().map(({ index }) => index) : cells) {
    const cell = notebook.cellAt(index);
    const before = cell.executionSummary?.timing?.startTime;
    const ranges = [{ start: index, end: index + 1 }];
    await vscode.commands.executeCommand("notebook.cell.execute", { ranges, document: notebook.uri });
    await until(() => hasEnded(cell) && cell.executionSummary?.timing?.startTime !== before);
  }
}

/** Outputs as a person reads them: mime types of displays, text of the rest. */
function seen(cell: vscode.NotebookCell): string[] {
  return cell.outputs.map(({ items, metadata }) => {
    const [item] = items;
    const kind = String(metadata?.["outputType"]);
    if (item === undefined) return kind;
    const text = decode(item.data);
    return `${kind}: ${kind === "error" ? JSON.parse(text).message : text}`;
  });
}

suite("a cell", () => {
  suiteSetup(async () => {
    await vscode.extensions.getExtension("covalent-ts.covalent-notebook")?.activate();
  });
  teardown(() => vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"));

  test("shows what it prints and what it comes to, with the number of its execution", async () => {
    const notebook = await openNotebook('console.log("one"); console.log("two"); console.error("three"); 6 * 7');

    await run(notebook);

    const cell = notebook.cellAt(0);
    assert.deepEqual(seen(cell), ["stream: one\ntwo\n", "stream: three\n", "execute_result: 42"]);
    assert.equal(cell.executionSummary?.success, true);
    assert.equal(cell.executionSummary?.executionOrder, 1);
  });

  test("uses what earlier cells have defined, also when they are run again", async () => {
    const notebook = await openNotebook(
      "let count: number = 1",
      "count += 1; count",
      "const later = await Promise.resolve(count * 10); later",
    );

    await run(notebook);
    await run(notebook, 1, 2);

    assert.deepEqual(seen(notebook.cellAt(2)), ["execute_result: 30"]);
  });

  test("that fails shows its error at its own line, and those after it do not run", async () => {
    const notebook = await openNotebook('const x = 1;\nthrow new RangeError("too far")', "x + 1");

    await vscode.commands.executeCommand("notebook.execute", notebook.uri);
    await until(() => hasEnded(notebook.cellAt(0)));

    assert.deepEqual(seen(notebook.cellAt(0)), ["error: too far"]);
    const error = JSON.parse(decode(notebook.cellAt(0).outputs[0]?.items[0]?.data ?? new Uint8Array()));
    assert.equal(error.name, "RangeError");
    assert.match(error.stack, /Cell \[1\]:2/);
    assert.deepEqual(seen(notebook.cellAt(1)), []);
  });

  test("with a type error says so before anything of it runs", async () => {
    const notebook = await openNotebook('console.log("ran"); const n: number = "text"');

    await run(notebook);

    const [shown] = seen(notebook.cellAt(0));
    assert.match(shown ?? "", /error: .*'string' is not assignable to type 'number'/s);
    assert.equal(seen(notebook.cellAt(0)).length, 1);
  });

  test("that never ends is stopped by an interrupt, which keeps what was defined", async () => {
    const directory = await mkdtemp(join(tmpdir(), "covalent-endless-"));
    const sign = JSON.stringify(join(directory, "entered"));
    const endless = `(await import("node:fs")).writeFileSync(${sign}, ""); while (true) {}`;
    const notebook = await openNotebook("const kept = 5", endless, "kept");
    await run(notebook, 0);

    // Written once the loop is entered: until then there is nothing to interrupt.
    const watcher = watch(directory);
    const entered = once(watcher, "change");
    const started = run(notebook, 1);
    await entered;
    watcher.close();
    await vscode.commands.executeCommand("notebook.cancelExecution", notebook.uri);
    await started;
    await run(notebook, 2);

    assert.equal(notebook.cellAt(1).executionSummary?.success, false);
    assert.deepEqual(seen(notebook.cellAt(2)), ["execute_result: 5"]);
  });

  test("puts what it prints after its end under itself, and not under the next one", async () => {
    const notebook = await openNotebook(
      'let done = () => {}; const printed = new Promise<void>((d) => { done = d }); setTimeout(() => { console.log("late"); done(); }, 50)',
      "await printed; 1",
    );

    await run(notebook);
    await until(() => seen(notebook.cellAt(0)).length > 0);

    assert.deepEqual(seen(notebook.cellAt(0)).at(-1), "stream: late\n");
    assert.deepEqual(seen(notebook.cellAt(1)), ["execute_result: 1"]);
  });

  test("whose kernel is killed says what happened, and the next one gets a new kernel", async () => {
    const notebook = await openNotebook('process.kill(process.ppid, "SIGKILL"); await new Promise(() => {})', "1 + 1");

    await run(notebook);

    assert.match(seen(notebook.cellAt(0)).at(-1) ?? "", /error: The notebook's kernel ended by SIGKILL/);
    assert.deepEqual(seen(notebook.cellAt(1)), ["execute_result: 2"]);
  });

  test("finds nothing of what was defined before a restart", async () => {
    const notebook = await openNotebook("globalThis.defined = 1", "typeof globalThis.defined");
    await run(notebook, 0);

    await vscode.commands.executeCommand("covalent.restartKernel", { notebookEditor: { notebookUri: notebook.uri } });
    await run(notebook, 1);

    assert.match(seen(notebook.cellAt(1))[0] ?? "", /execute_result: .undefined.$/);
  });

  test("completes and explains names of earlier cells", async () => {
    const notebook = await openNotebook("const hydrogenMass: number = 1.008", "hydrogenM");
    await run(notebook, 0);
    const { uri } = notebook.cellAt(1).document;

    const completions = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      uri,
      new vscode.Position(0, 9),
    );
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      notebook.cellAt(0).document.uri,
      new vscode.Position(0, 8),
    );

    assert.ok(
      completions.items.some(({ label }) => (typeof label === "string" ? label : label.label) === "hydrogenMass"),
    );
    const said = hovers.flatMap(({ contents }) => contents.map((it) => (typeof it === "string" ? it : it.value)));
    assert.ok(
      said.some((text) => /hydrogenMass: number/.test(text)),
      said.join("\n---\n"),
    );
  });
});
