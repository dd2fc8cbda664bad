// Starts the process of the cells with what V8 kept of its files: they are loaded after that is asked for, not before.

import { enableCompileCache } from "node:module";

// The folder that the protocol process keeps it in; empty if it keeps none.
const [folder] = process.argv.splice(2, 1);
if (folder) enableCompileCache(folder);
await import("./main.ts");
