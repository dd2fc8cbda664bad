// A stream of bytes as lines, wherever its chunks are cut.

const newline = 10;

/** Gives, for each chunk, the lines that end in it. */
export function lineSplitter(): (chunk: Buffer) => string[] {
  let begun: Buffer[] = [];
  return (chunk) => {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      begun.push(chunk.subarray(start, end));
      lines.push(begun.length === 1 ? chunk.toString("utf8", start, end) : Buffer.concat(begun).toString());
      begun = [];
      start = end + 1;
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
    return lines;
  };
}
