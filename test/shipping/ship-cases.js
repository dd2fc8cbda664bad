// Ships every case of a fixture, from wherever it was written, and keeps what came of it in a file.

import { writeFileSync } from "node:fs";
import { pack } from "covalent-ts/protocol";
import { encodeValue, shipFunction } from "covalent-ts/ship";

export function shipCases(cases, file) {
  const shipped = Object.entries(cases).map(([title, { fn, expected }]) => {
    try {
      const { bytes } = encodeValue(expected, { about: { what: title } });
      return { title, shipped: shipFunction(fn, { electron: title }), expected: bytes };
    } catch (error) {
      return { title, refusal: error.message };
    }
  });
  writeFileSync(file, pack(shipped));
}
