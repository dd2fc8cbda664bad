// The first byte of every encoded value says what follows.

/** From here on the byte is itself a whole number, 0 to 127. */
export const smallNumber = 0x80;

export const tag = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  /** A whole number: count(value). */
  whole: 4,
  /** count(-1 - value) */
  negative: 5,
  float: 6,
  text: 7,
  bigint: 8,
  /** Something that was there before: its number. */
  again: 9,
  array: 10,
  object: 11,
  /** Arrays and objects whose contents come later, among the fills. */
  arrayLater: 12,
  objectLater: 13,
  /** An array of nothing but numbers, as doubles. */
  numbers: 14,
  /** A deferred value. */
  hole: 15,
  symbol: 16,
  registeredSymbol: 17,
  intrinsic: 18,
  reference: 19,
  rebuilt: 20,
  prototype: 21,
  function: 22,
  bound: 23,
  /** `require` of a CommonJS file. */
  require: 24,
  /** Any other object: see kinds.ts. */
  kind: 25,
  /** `import()` and `import.meta` of a notebook cell. */
  cellImport: 26,
  cellMeta: 27,
} as const;

/** What an object of some kind is besides its kind: bits of one byte. */
export const trait = {
  /** Its prototype is not its kind's own. */
  prototype: 1,
  /** Classes with #private members made it. */
  privates: 2,
  /** It has properties besides its contents. */
  extras: 4,
  /** Contents and properties come later. */
  later: 8,
  /** Two bits: extensible, not extensible, sealed, frozen. */
  integrity: 16,
} as const;

/** A property as it is defined: bits of one byte. */
export const propertyBit = { writable: 1, enumerable: 2, configurable: 4, accessor: 8 } as const;
export const plainProperty = propertyBit.writable | propertyBit.enumerable | propertyBit.configurable;

/** Added to how far a function is closed, where it inherits from no usual function. */
export const otherParent = 4;
