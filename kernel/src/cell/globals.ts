// Names that rewritten cells call: the runner puts them on its globals, out of sight.

/** Stands for `import`, which a script evaluated through the inspector cannot call. */
export const importName = "__covalentImport";

/** Stands for `import.meta`, which a script does not have. */
export const metaName = "__covalentMeta";

/** What magics such as `%npm` became calls of. */
export const magicName = "__covalentMagic";

/** What `using` at the top level hands its value to. */
export const holdName = "__covalentHold";

/** What a class with decorators calls, once it is there. */
export const decorateName = "__covalentDecorate";
