// How a message names a module, and sends along the files that it may need.

export interface ModuleName {
  /** A package, a module of Node's, or a path. */
  specifier: string;
  /** The folder it is seen from; empty where that makes no difference. */
  directory: string;
  /** Tells the state of the project's own files that it needs; empty for everything else. */
  version: string;
}

/** The project's own files, on their way. */
export interface SentProject {
  /** The author's folder that they lie in. */
  root: string;
  archive(): Uint8Array | Promise<Uint8Array>;
}
