// Writes polygons as a TrueType font, the one form of icon that VS Code colours by theme: https://learn.microsoft.com/typography/opentype/spec

const unitsPerEm = 1024;
const ascent = unitsPerEm;
const sfntVersion = 0x00010000;

/**
 * @param family the font's name
 * @param glyphs `{ codePoint, contours }`; a contour is a list of `[x, y]` in a square of `unitsPerEm`, y upwards, filled by non-zero winding
 */
export function writeTrueType(family, glyphs) {
  const ordered = glyphs.toSorted((one, other) => one.codePoint - other.codePoint);
  // Glyph 0 stands for what the font does not have.
  const outlines = [[], ...ordered.map(({ contours }) => contours)].map(outline);
  const bounds = boundsOf(ordered.flatMap(({ contours }) => contours));
  const count = outlines.length;
  return join({
    "OS/2": os2(ordered),
    cmap: cmap(ordered.map(({ codePoint }) => codePoint)),
    glyf: Buffer.concat(outlines),
    head: head(bounds),
    hhea: shorts([1, 0, ascent, 0, 0, unitsPerEm, 0, 0, unitsPerEm, 1, 0, 0, 0, 0, 0, 0, 0, count]),
    hmtx: shorts([unitsPerEm, 0, ...ordered.flatMap(({ contours }) => [unitsPerEm, boundsOf(contours).left])]),
    loca: longs(offsetsOf(outlines)),
    maxp: Buffer.concat([
      longs([sfntVersion]),
      shorts([count, mostPoints(ordered), 99, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
    ]),
    name: nameTable(family),
    post: Buffer.concat([longs([0x00030000, 0]), shorts([0, 0]), longs([0, 0, 0, 0, 0])]),
  });
}

function outline(contours) {
  if (contours.length === 0) return Buffer.alloc(0);
  const points = contours.flat().map(([x, y]) => [Math.round(x), Math.round(y)]);
  const ends = contours.map((_, index) => contours.slice(0, index + 1).flat().length - 1);
  const steps = (axis) => points.map((point, index) => point[axis] - (points[index - 1]?.[axis] ?? 0));
  const { left, bottom, right, top } = boundsOf([points]);
  const onCurve = Buffer.alloc(points.length, 1);
  const bytes = Buffer.concat([
    shorts([contours.length, left, bottom, right, top, ...ends, 0]),
    onCurve,
    shorts([...steps(0), ...steps(1)]),
  ]);
  return padded(bytes);
}

function offsetsOf(outlines) {
  const offsets = [0];
  for (const bytes of outlines) offsets.push(offsets.at(-1) + bytes.length);
  return offsets;
}

const mostPoints = (glyphs) => Math.max(...glyphs.map(({ contours }) => contours.flat().length));

function boundsOf(contours) {
  const xs = contours.flat().map(([x]) => x);
  const ys = contours.flat().map(([, y]) => y);
  const round = Math.round;
  return {
    left: round(Math.min(...xs)),
    right: round(Math.max(...xs)),
    bottom: round(Math.min(...ys)),
    top: round(Math.max(...ys)),
  };
}

function head({ left, bottom, right, top }) {
  const magic = 0x5f0f3cf5;
  return Buffer.concat([
    longs([sfntVersion, sfntVersion, 0, magic]),
    shorts([0, unitsPerEm]),
    // Made and changed at no time, so that the same glyphs are the same file.
    Buffer.alloc(16),
    shorts([left, bottom, right, top, 0, 8, 2, 1, 0]),
  ]);
}

/** Format 4, one segment a code point. */
function cmap(codePoints) {
  const starts = [...codePoints, 0xffff];
  const deltas = [...codePoints.map((codePoint, index) => (index + 1 - codePoint) & 0xffff), 1];
  const segments = starts.length;
  const power = 2 ** Math.floor(Math.log2(segments));
  const body = shorts([
    0,
    segments * 2,
    power * 2,
    Math.log2(power),
    (segments - power) * 2,
    ...starts,
    0,
    ...starts,
    ...deltas,
    ...starts.map(() => 0),
  ]);
  return Buffer.concat([shorts([0, 1, 3, 1]), longs([12]), shorts([4, body.length + 4]), body]);
}

function os2(glyphs) {
  const codePoints = glyphs.map(({ codePoint }) => codePoint);
  return Buffer.concat([
    shorts([4, unitsPerEm, 400, 5, 0, 512, 512, 0, 0, 512, 512, 0, 0, 50, 512, 0]),
    Buffer.alloc(10),
    Buffer.alloc(16),
    Buffer.from("COVA"),
    shorts([0x40, Math.min(...codePoints), Math.max(...codePoints), ascent, 0, 0, unitsPerEm, 0]),
    longs([1, 0]),
    shorts([512, 700, 0, 32, 0]),
  ]);
}

function nameTable(family) {
  const text = Buffer.from(family, "utf16le").swap16();
  const ids = [1, 4, 6];
  const records = ids.map((id) => shorts([3, 1, 0x409, id, text.length, 0]));
  return Buffer.concat([shorts([0, ids.length, 6 + ids.length * 12]), ...records, text]);
}

function join(tables) {
  const entries = Object.entries(tables).map(([tag, bytes]) => ({ tag, length: bytes.length, bytes: padded(bytes) }));
  const power = 2 ** Math.floor(Math.log2(entries.length));
  const header = Buffer.concat([
    longs([sfntVersion]),
    shorts([entries.length, power * 16, Math.log2(power), (entries.length - power) * 16]),
  ]);
  let offset = header.length + entries.length * 16;
  const directory = entries.map(({ tag, length, bytes }) => {
    const record = Buffer.concat([Buffer.from(tag.padEnd(4)), longs([checksum(bytes), offset, length])]);
    offset += bytes.length;
    return record;
  });
  const font = Buffer.concat([header, ...directory, ...entries.map(({ bytes }) => bytes)]);
  const headAt = font.readUInt32BE(header.length + entries.findIndex(({ tag }) => tag === "head") * 16 + 8);
  font.writeUInt32BE((0xb1b0afba - checksum(font)) >>> 0, headAt + 8);
  return font;
}

const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

function checksum(bytes) {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}

function shorts(values) {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => void bytes.writeUInt16BE(value & 0xffff, index * 2));
  return bytes;
}

function longs(values) {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => void bytes.writeUInt32BE(value >>> 0, index * 4));
  return bytes;
}
