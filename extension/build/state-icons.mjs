// The states of a dispatch as glyphs of a font, in the shapes that the graph draws: native trees colour them by theme.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeTrueType } from "./true-type.mjs";

/** In a square of 16, y downwards, as the drawings are made. */
const centre = [8, 8];

const shapes = {
  "covalent-waiting": dashes(5.75, 1.5, 8, 0.576),
  "covalent-running": [...ring(5.75, 0.5), ...arc(5.75, 2.1, -90, 30), disc(2)],
  "covalent-completed": [disc(6.5), hole(line([5, 8.3], [7.1, 10.4], [11, 6.2], 1.6))],
  "covalent-failed": [
    [
      [5.31, 1.5],
      [10.69, 1.5],
      [14.5, 5.31],
      [14.5, 10.69],
      [10.69, 14.5],
      [5.31, 14.5],
      [1.5, 10.69],
      [1.5, 5.31],
    ],
    hole(cross(3.05, 1.6)),
  ],
  "covalent-cancelled": [...ring(5.75, 1.5), line([4.1, 11.9], [11.9, 4.1], 1.5)],
};

/** The glyphs have the code points that package.json names, from U+E001 in this order. */
export async function writeStateIcons({ dist }) {
  const glyphs = Object.values(shapes).map((contours, index) => ({
    codePoint: 0xe001 + index,
    contours: contours.map((contour) => contour.map(([x, y]) => [x * 64, (16 - y) * 64])),
  }));
  await mkdir(dist, { recursive: true });
  await writeFile(join(dist, "states.ttf"), writeTrueType("covalent-states", glyphs));
}

function at(radius, degrees, [x, y] = centre) {
  const angle = (degrees * Math.PI) / 180;
  return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
}

/** Points from one angle to another, clockwise on the screen. */
function sweep(radius, from, to, around = centre) {
  const steps = Math.max(6, Math.ceil((Math.abs(to - from) / 360) * 64));
  return Array.from({ length: steps + 1 }, (_, step) => at(radius, from + ((to - from) * step) / steps, around));
}

function disc(radius) {
  return sweep(radius, 0, 360).slice(0, -1);
}

/** What turns the other way is cut out. */
function hole(contour) {
  return contour.toReversed();
}

function ring(radius, width) {
  return [disc(radius + width / 2), hole(disc(radius - width / 2))];
}

/** Part of a ring, with round ends. */
function arc(radius, width, from, to) {
  const half = width / 2;
  return [
    [
      ...sweep(radius + half, from, to),
      ...sweep(half, to, to + 180, at(radius, to)),
      ...sweep(radius - half, to, from),
      ...sweep(half, from + 180, from + 360, at(radius, from)),
    ],
  ];
}

function dashes(radius, width, count, share) {
  const every = 360 / count;
  return Array.from({ length: count }, (_, index) => {
    const from = index * every - (every * share) / 2;
    return [
      ...sweep(radius + width / 2, from, from + every * share),
      ...sweep(radius - width / 2, from + every * share, from),
    ];
  });
}

/** A line through points, with round ends and a mitred corner: one outline, because overlapping holes would fill each other. */
function line(...args) {
  const width = args.at(-1);
  const points = args.slice(0, -1);
  const half = width / 2;
  const directions = points.slice(1).map(([x, y], index) => Math.atan2(y - points[index][1], x - points[index][0]));
  const degrees = (radians) => (radians * 180) / Math.PI;
  const side = (sign) =>
    points.slice(1, -1).map(([x, y], index) => {
      const between = (directions[index] + directions[index + 1]) / 2;
      const reach = half / Math.cos((directions[index + 1] - directions[index]) / 2);
      return [x + sign * reach * Math.sin(between), y - sign * reach * Math.cos(between)];
    });
  const last = degrees(directions.at(-1));
  const first = degrees(directions[0]);
  return [
    ...side(1),
    ...sweep(half, last - 90, last + 90, points.at(-1)),
    ...side(-1).toReversed(),
    ...sweep(half, first + 90, first + 270, points[0]),
  ];
}

/** Two crossing bars, each reaching `reach` from the centre. */
function cross(reach, width) {
  const half = width / 2;
  const quarter = [
    [half, -half],
    [half, -reach],
    [-half, -reach],
  ];
  const turned = (quarters) => quarter.map(([x, y]) => turn([x, y], quarters * -90 + 45));
  return [0, 1, 2, 3].flatMap(turned).toReversed();
}

function turn([x, y], degrees) {
  const angle = (degrees * Math.PI) / 180;
  return [8 + x * Math.cos(angle) - y * Math.sin(angle), 8 + x * Math.sin(angle) + y * Math.cos(angle)];
}
