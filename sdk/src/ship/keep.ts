// Large data leaves the message: it is kept elsewhere, by the hash of its content, and only its name is sent.

/** Keeps bytes, and says by what SHA-256 they are found again. They may change once this has returned. */
export type Keep = (bytes: Uint8Array) => string;

/** Gives bytes back by that name. */
export type ReadBlob = (sha256: string) => Uint8Array | Promise<Uint8Array>;

/** What is larger than this, in bytes, leaves the message. */
export const inlineBytes = 64 * 1024;

export const noBlobs: ReadBlob = (sha256) => {
  throw new TypeError(`'${sha256}' lies in a blob store, and none was given`);
};
