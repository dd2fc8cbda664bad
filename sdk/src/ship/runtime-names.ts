// The names by which generated code speaks to the process that receives it.

/** Unlikely enough that no author has it: generated code and author's text share one scope. */
export const runtime = "covalent$";

export const namesFor = {
  /** Stands for `import` in `import(...)`; `script` is a number that the definition around it binds. */
  importCall: `${runtime}.importFrom(${runtime}from)`,
  importMeta: `${runtime}.metaOf(${runtime}from)`,
  script: `${runtime}from`,
  /** The `this` of the function around an arrow, where the author gave it. */
  self: `${runtime}this`,
  base: `${runtime}.base`,
  key: (index: number) => `${runtime}.keys[${index}]`,
  blank: `${runtime}.blank`,
  setPrivate: `${runtime}.setPrivate`,
  /** Takes the one method or accessor out of an object literal. */
  member: `${runtime}.member`,
  functions: `${runtime}.functions`,
  block: `${runtime}.block`,
} as const;
