import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LatticeDocument } from "../protocol/document.ts";
import { deep, everyState, fanOut, irisChain, longNames, mesh, sweep } from "./documents.fixture.ts";
import { type Box, type Direction, type Layout, layOut } from "./layout.ts";
import { modelOf } from "./model.ts";

const documents: Record<string, LatticeDocument> = {
  "the sweep": sweep(),
  "a chain": irisChain(),
  "every state": everyState(),
  "a wide fan-out": fanOut(40),
  "a deep chain": deep(30),
  "long names": longNames(),
  "a mesh of 60": mesh(60),
  "a mesh of 400": mesh(400),
};

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const cardsOf = ({ boxes }: Layout): Box[] => boxes.filter(({ shape }) => shape !== "container");

/** Pieces of edges that run through the inside of a card. */
function piercings(layout: Layout): string[] {
  const cards = cardsOf(layout);
  return layout.paths.flatMap(({ key, points }) =>
    points.flatMap((from, index) => {
      const to = points[index + 1];
      if (!to) return [];
      const [left, right] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
      const [top, bottom] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
      return cards
        .filter(
          ({ x, y, width, height }) => right > x + 1 && left < x + width - 1 && bottom > y + 1 && top < y + height - 1,
        )
        .map((card) => `${key} runs through ${card.key}`);
    }),
  );
}

for (const direction of ["right", "down"] satisfies Direction[]) {
  describe(`a layout that leads ${direction}`, () => {
    for (const [name, document] of Object.entries(documents)) {
      const drawing = modelOf(document);
      const everything = new Set(drawing.items.keys());

      for (const [how, open] of [
        ["closed", new Set<string>()],
        ["with all open", everything],
      ] as const) {
        it(`keeps the cards of ${name}, ${how}, apart`, () => {
          const cards = cardsOf(layOut(drawing.level, { open, direction }));

          const together = cards.flatMap((a, index) =>
            cards
              .slice(index + 1)
              .filter((b) => overlap(a, b))
              .map((b) => `${a.key} ${b.key}`),
          );

          assert.deepEqual(together, []);
        });

        it(`leads no edge of ${name}, ${how}, through a card`, () => {
          assert.deepEqual(piercings(layOut(drawing.level, { open, direction })), []);
        });

        it(`keeps all of ${name}, ${how}, within its size`, () => {
          const layout = layOut(drawing.level, { open, direction });

          const outside = layout.boxes.filter(
            ({ x, y, width, height }) => x < 0 || y < 0 || x + width > layout.width || y + height > layout.height,
          );

          assert.deepEqual(outside, []);
        });
      }

      it(`draws every edge of ${name} from border to border`, () => {
        const layout = layOut(drawing.level, { open: new Set(), direction });

        assert.deepEqual(
          layout.paths.map(({ key }) => key),
          drawing.level.links.map(({ key }) => key),
        );
        for (const { to, points } of layout.paths) {
          const target = layout.boxes.find(({ key }) => key === to);
          const [x, y] = points.at(-1) ?? [];
          assert.equal(direction === "right" ? x : y, direction === "right" ? target?.x : target?.y);
        }
      });

      it(`is the same each time for ${name}`, () => {
        const again = modelOf(structuredClone(document));

        assert.deepEqual(
          layOut(again.level, { open: everything, direction }),
          layOut(drawing.level, { open: everything, direction }),
        );
      });
    }
  });
}

describe("the main way through a graph", () => {
  it("is a straight line", () => {
    const { boxes } = layOut(modelOf(sweep()).level, { open: new Set() });

    const lines = ["e0", "g2", "e11", "e12"].map((key) => {
      const box = boxes.find((it) => it.key === key);
      return box && box.y + box.height / 2;
    });

    assert.equal(new Set(lines).size, 1);
  });
});

describe("a change of state", () => {
  it("moves nothing", () => {
    const before = sweep();
    const after = {
      ...before,
      electrons: before.electrons.map((it) => ({ ...it, state: "COMPLETED" as const, attempt: 2 })),
    };
    const open = new Set(["g2", "e2"]);

    assert.deepEqual(layOut(modelOf(after).level, { open }), layOut(modelOf(before).level, { open }));
  });
});

describe("opening a group", () => {
  it("leaves what is on its line at its height", () => {
    const { level } = modelOf(sweep());
    const heightOf = (layout: Layout, key: string) =>
      layout.paths.find((path) => path.key === key)?.points.map(([, y]) => y);

    const closed = layOut(level, { open: new Set() });
    const opened = layOut(level, { open: new Set(["g2"]) });

    assert.equal(new Set(heightOf(closed, "e0>g2")).size, 1);
    assert.equal(new Set(heightOf(opened, "e0>g2")).size, 1);
  });

  it("draws the failed and the running members first when there are too many", () => {
    const { boxes, more } = layOut(modelOf(fanOut(200)).level, { open: new Set(["g1"]) });
    const members = boxes.filter(({ shape }) => shape === "member").map(({ key }) => key);

    assert.deepEqual(members.slice(0, 4), ["e7", "e101", "e102", "e1"]);
    assert.equal(members.length, 60);
    assert.equal(more[0]?.hidden, 140);
  });
});
