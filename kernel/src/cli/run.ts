// `covalent-kernel run`: executes a notebook through a real kernel, without a front end.

import type { Run } from "./usage.ts";

export const run: Run = async () => 1;
