// Which kernel a notebook gets: the bundled one, or one of the Jupyter Server that the settings name.

import type * as vscode from "vscode";
import { readSetting } from "../registrations.ts";
import { type Bundle, childEnvironment } from "./bundle.ts";
import type { OpenKernel } from "./kernel-link.ts";
import { startLocalKernel } from "./local-kernel.ts";
import { startServerKernel } from "./server-kernel.ts";

export interface KernelOpenerOptions {
  readonly bundle: Bundle;
  readonly dataDirectory: string;
  readonly log: vscode.LogOutputChannel;
}

export const kernelOpener =
  ({ bundle, dataDirectory, log }: KernelOpenerOptions): OpenKernel =>
  async (options) => {
    const url = readSetting("covalent.jupyterServer.url");
    if (url !== "") {
      log.info(`starting a kernel on ${url}`);
      const token = readSetting("covalent.jupyterServer.token");
      const kernelName = readSetting("covalent.jupyterServer.kernelName");
      return startServerKernel({ url, token, kernelName });
    }
    log.info(`starting the kernel in ${options.directory}`);
    return startLocalKernel({
      ...options,
      command: [process.execPath, bundle.kernel],
      env: childEnvironment(bundle, { dataDirectory }),
      onLine: (line) => log.info(`kernel: ${line}`),
    });
  };
