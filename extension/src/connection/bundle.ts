// What is shipped beside the extension's own code: the kernel and the dispatcher, run by the Node inside VS Code.

import { join } from "node:path";

export interface Bundle {
  /** The `covalent-kernel` command. */
  readonly kernel: string;
  /** The `covalent` command. */
  readonly covalent: string;
}

/** @param dist the folder of the built extension. */
export const bundleIn = (dist: string): Bundle => ({
  kernel: join(dist, "node_modules", "@covalent-ts", "kernel", "bin", "covalent-kernel.mjs"),
  covalent: join(dist, "node_modules", "@covalent-ts", "dispatcher", "bin", "covalent.mjs"),
});

/** The environment of every process that we start, and of what those start in turn. */
export function childEnvironment(
  bundle: Bundle,
  options: { dataDirectory: string; env?: NodeJS.ProcessEnv },
): NodeJS.ProcessEnv {
  return {
    ...(options.env ?? process.env),
    // VS Code's executable is Electron; with this it is a plain Node.
    ELECTRON_RUN_AS_NODE: "1",
    COVALENT_DATA_DIR: options.dataDirectory,
    COVALENT_COMMAND: JSON.stringify([process.execPath, bundle.covalent]),
  };
}
