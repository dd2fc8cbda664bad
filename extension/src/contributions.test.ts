import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { latticeMime } from "covalent-ts/protocol";
import {
  cellDebugger,
  commandIds,
  contextKeys,
  graphEditorType,
  latticeRenderer,
  notebookType,
  settings,
  stateColours,
  views,
} from "./contributions.ts";
import { stateIcons } from "./views/dispatch-rows.ts";

const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
const { contributes } = manifest;
const text = JSON.stringify(manifest);

describe("package.json", () => {
  it("declares every command of the table, and no other", () => {
    const declared = contributes.commands.map(({ command }: { command: string }) => command);

    assert.deepEqual(declared.toSorted(), commandIds.toSorted());
  });

  it("names only declared commands in menus, buttons and walkthroughs", () => {
    const menus: { command: string }[] = Object.values(contributes.menus).flat() as { command: string }[];
    const links = [...text.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? "");

    const ours = [...menus.map(({ command }) => command), ...links].filter((id) => id.startsWith("covalent."));

    const known = new Set<string>([...commandIds, `${views.graph}.focus`]);
    assert.deepEqual(
      ours.filter((id) => !known.has(id)),
      [],
    );
  });

  it("gives every setting the default that the code falls back to", () => {
    const declared = Object.entries<{ default: unknown }>(contributes.configuration.properties);

    assert.deepEqual(Object.fromEntries(declared.map(([id, property]) => [id, property.default])), settings);
  });

  it("asks in its `when` clauses only for context keys that are set", () => {
    const clauses = [...text.matchAll(/"when":"((?:[^"\\]|\\.)*)"/g)].map(([, clause]) => clause ?? "");
    const asked = clauses.flatMap((clause) =>
      [...clause.matchAll(/(?<!== |=~ )(?<![\w.])covalent\.\w+/g)].map(([key]) => key),
    );

    const set = new Set<string>(contextKeys);
    assert.deepEqual(
      [...new Set(asked)].filter((key) => !set.has(key)),
      [],
    );
    assert.deepEqual(
      contextKeys.filter((key) => !asked.includes(key)),
      [],
    );
  });

  it("has a glyph of our font for every state of a dispatch", () => {
    const named = Object.values(stateIcons).map(({ glyph }) => glyph.replace("~spin", ""));

    assert.deepEqual(Object.keys(contributes.icons), named);
  });

  it("contributes the views, the renderer, and the colours that the code names", () => {
    assert.deepEqual(
      contributes.views[views.container].map(({ id }: { id: string }) => id),
      [views.dispatches, views.graph],
    );
    assert.deepEqual(
      contributes.notebookRenderer.map(({ id, mimeTypes }: { id: string; mimeTypes: string[] }) => [id, mimeTypes]),
      [[latticeRenderer, [latticeMime]]],
    );
    assert.deepEqual(
      contributes.debuggers.map(({ type }: { type: string }) => type),
      [cellDebugger],
    );
    assert.deepEqual(
      contributes.colors.map(({ id }: { id: string }) => id),
      stateColours.map((state) => `covalent.state.${state}`),
    );
    assert.deepEqual(manifest.activationEvents, [
      `onNotebook:${notebookType}`,
      `onRenderer:${latticeRenderer}`,
      `onWebviewPanel:${graphEditorType}`,
    ]);
  });
});
