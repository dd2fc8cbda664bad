// Values that are pictures: files of them in memory, canvases, and elements of a document.

import type { Bundle } from "./bundle.ts";
import { methodOf } from "./members.ts";
import { sayBytes } from "./say-bytes.ts";
import { goOn, type SoonerOrLater } from "./sooner.ts";

const formats: [mime: string, name: string, starts: (bytes: Buffer) => boolean][] = [
  ["image/png", "PNG", (bytes) => bytes.toString("latin1", 0, 8) === "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", "JPEG", (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff],
  ["image/gif", "GIF", (bytes) => /^GIF8[79]a/.test(bytes.toString("latin1", 0, 6))],
  ["image/webp", "WebP", (bytes) => /^RIFF.{4}WEBP/s.test(bytes.toString("latin1", 0, 12))],
];

/** The bytes of an image file, known by how they begin. */
export function imageOf(value: object): Bundle | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const format = formats.find(([, , starts]) => starts(bytes));
  if (format === undefined) return undefined;
  const [mime, name] = format;
  return { [mime]: bytes.toString("base64"), "text/plain": `[${name} image, ${sayBytes(bytes.length)}]` };
}

/** As of `canvas`, `@napi-rs/canvas` and `skia-canvas`. */
export function canvasOf(value: object): SoonerOrLater<Bundle | undefined> {
  const toBuffer = methodOf(value, "getContext") === undefined ? undefined : methodOf(value, "toBuffer");
  return goOn(toBuffer?.("image/png"), (bytes: unknown) => (bytes instanceof Uint8Array ? imageOf(bytes) : undefined));
}

/** As of `jsdom` and `linkedom`, in which Observable Plot and D3 draw. */
export function elementOf(value: object): Bundle | undefined {
  if (methodOf(value, "cloneNode") === undefined || methodOf(value, "getAttribute") === undefined) return undefined;
  const html: unknown = Reflect.get(value, "outerHTML");
  if (typeof html !== "string") return undefined;
  if (!/^<svg[\s>]/i.test(html)) return { "text/html": html, "text/plain": "[HTML]" };
  // In a page it takes the page's colour; as a picture it needs its name space.
  const [tag = ""] = /^<svg[^>]*>/i.exec(html) ?? [];
  const alone = /\sxmlns=/.test(tag) ? html : html.replace(/^<svg/i, '<svg xmlns="http://www.w3.org/2000/svg"');
  return { "text/html": html, "image/svg+xml": alone, "text/plain": "[SVG image]" };
}
