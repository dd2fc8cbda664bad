// A running kernel, however it is reached: over ZeroMQ when it is our own process, through a Jupyter Server otherwise.

import type { IKernelConnection } from "@jupyterlab/services/lib/kernel/kernel.js";

/** How a kernel ended without being told to, in words that follow "The kernel ended": "by SIGKILL". */
export type KernelEnd = string;

export interface KernelLink extends AsyncDisposable {
  readonly connection: IKernelConnection;
  /** Resolves once the kernel has answered. What it runs may take longer to stop, or not stop at all. */
  interrupt(): Promise<void>;
  /** Resolves when the kernel is gone, although nobody closed this link. Pending as long as all is well. */
  readonly ended: Promise<KernelEnd>;
}

export interface KernelOptions {
  /** Absolute path of the notebook; undefined as long as it is not saved. */
  readonly notebook: string | undefined;
  /** Where the kernel runs, and finds packages. */
  readonly directory: string;
}

/**
 * Starts a kernel, and resolves when it answers.
 *
 * @throws CovalentError `KERNEL_CANNOT_START`
 */
export type OpenKernel = (options: KernelOptions) => Promise<KernelLink>;
