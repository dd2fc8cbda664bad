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

/** VS Code may still name a place in one of these. */
const over = new Set<string>();

/** Where the debugger stands, once it does and the last place is left: `name@line` and the address of what it is in. */
async function stopped(before?: vscode.DebugStackFrame): Promise<{ item: vscode.DebugStackFrame; frames: Frame[] }> {
  const item = await new Promise<vscode.DebugStackFrame>((resolve) => {
    const look = (): void => {
      const now = vscode.debug.activeStackItem;
      if (!(now instanceof vscode.DebugStackFrame) || now.frameId === before?.frameId) return;
      // One that is restarted goes on under its name.
      if (over.has(now.session.id) && now.session.id !== before?.session.id) return;
      listening.dispose();
      resolve(now);
    };
    const listening = vscode.debug.onDidChangeActiveStackItem(look);
    look();
  });
  const { stackFrames } = await item.session.customRequest("stackTrace", { threadId: 1 });
  return { item, frames: stackFrames };
}

interface Frame {
  id: number;
  name: string;
  line: number;
  source: { path: string };
}

/** Variables of the innermost scope. */
async function locals({ item }: { item: vscode.DebugStackFrame }): Promise<Record<string, string>> {
  const { scopes } = await item.session.customRequest("scopes", { frameId: item.frameId });
  const [{ variablesReference }] = scopes;
  const { variables } = await item.session.customRequest("variables", { variablesReference });
  return Object.fromEntries(variables.map((one: { name: string; value: string }) => [one.name, one.value]));
}

/** VS Code gives no times to a cell that has stood, nor, perhaps, to its next run. */
const isOver = (cell: vscode.NotebookCell): boolean => cell.executionSummary?.success !== undefined;

const sessionEnds = (): Promise<vscode.DebugSession> =>
  new Promise((resolve) => {
    const listening = vscode.debug.onDidTerminateDebugSession((session) => {
      listening.dispose();
      resolve(session);
    });
  });

suite("a cell that is debugged", () => {
  suiteSetup(() => void vscode.debug.onDidTerminateDebugSession(({ id }) => over.add(id)));
  teardown(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  const breakAt = ({ document }: vscode.NotebookCell, line: number): void =>
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(document.uri, new vscode.Position(line - 1, 0))),
    ]);

  test("stops at breakpoints of its own and of other cells, shows what is there, and ends with the cell", async () => {
    const notebook = await openNotebook(
      "function half(n: number) {\n  const h = n / 2;\n  return h;\n}",
      "let x = 8;\nx = half(x);\nx += 1;\nx",
    );
    await run(notebook, 0);
    const [first, second] = notebook.getCells();
    assert.ok(first !== undefined && second !== undefined);
    breakAt(first, 3);
    breakAt(second, 1);
    const ended = sessionEnds();

    await vscode.commands.executeCommand("covalent.debugCell", second);
    const start = await stopped();
    assert.deepEqual(
      start.frames.map(({ name, line, source }) => [name, line, source.path]),
      [["Cell [2]", 1, second.document.uri.toString()]],
    );
    await vscode.commands.executeCommand("workbench.action.debug.continue");
    const inside = await stopped(start.item);
    assert.deepEqual(
      inside.frames.map(({ name, line, source }) => [name, line, source.path]),
      [
        ["half", 3, first.document.uri.toString()],
        ["Cell [2]", 2, second.document.uri.toString()],
      ],
    );
    assert.deepEqual(await locals(inside), { "(returned)": "4", n: "8", h: "4" });
    await vscode.commands.executeCommand("workbench.action.debug.stepOut");
    const outside = await stopped(inside.item);
    assert.deepEqual([outside.frames[0]?.line, (await locals(outside))["x"]], [3, "4"]);
    await vscode.commands.executeCommand("workbench.action.debug.stepOver");
    const next = await stopped(outside.item);
    assert.deepEqual([next.frames[0]?.line, (await locals(next))["x"]], [4, "5"]);
    await vscode.commands.executeCommand("workbench.action.debug.continue");

    await ended;
    await until(() => isOver(second));
    assert.deepEqual(seen(second), ["execute_result: 5"]);
    const ranges = [{ start: 1, end: 2 }];
    await vscode.commands.executeCommand("notebook.cell.execute", { ranges, document: notebook.uri });
    await until(() => second.executionSummary?.executionOrder === 3 && isOver(second));
    assert.equal(vscode.debug.activeDebugSession, undefined);
  });

  test("is interrupted by Stop, which keeps what was defined", async () => {
    const notebook = await openNotebook("let kept = 1;\nkept = 2;\nkept = 3;", "kept");
    const [first] = notebook.getCells();
    assert.ok(first !== undefined);
    breakAt(first, 3);
    await vscode.commands.executeCommand("covalent.debugCell", first);
    await stopped();

    await vscode.commands.executeCommand("workbench.action.debug.stop");
    await until(() => isOver(first));
    await run(notebook, 1);

    assert.equal(first.executionSummary?.success, false);
    assert.deepEqual(seen(notebook.cellAt(1)), ["execute_result: 2"]);
  });

  test("is run again by Restart", async () => {
    const notebook = await openNotebook("let runs = 0;", "runs += 1;\nruns;");
    await run(notebook, 0);
    const [, second] = notebook.getCells();
    assert.ok(second !== undefined);
    breakAt(second, 2);
    await vscode.commands.executeCommand("covalent.debugCell", second);
    const before = await stopped();
    await vscode.commands.executeCommand("workbench.action.debug.restart");
    await stopped(before.item);
    await vscode.commands.executeCommand("workbench.action.debug.continue");
    await until(() => second.executionSummary?.success === true);

    assert.deepEqual(seen(second), ["execute_result: 2"]);
  });

  test("whose kernel is killed while it stands ends its session", async () => {
    const notebook = await openNotebook("const parent = process.ppid; parent", "let a = 1;\na += 1;");
    await run(notebook, 0);
    const [first, second] = notebook.getCells();
    assert.ok(first !== undefined && second !== undefined);
    breakAt(second, 2);
    const ended = sessionEnds();
    await vscode.commands.executeCommand("covalent.debugCell", second);
    await stopped();

    process.kill(Number(seen(first)[0]?.replace(/\D+/g, "")), "SIGKILL");
    await ended;

    assert.match(seen(second).at(-1) ?? "", /kernel ended by SIGKILL/);
  });
});
