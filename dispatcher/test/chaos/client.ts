// A client that dispatches one plan, says so, and waits for its value, for as long as it is let live.

import * as ct from "covalent-ts";
import { type Plan, planned } from "./plan.ts";

// Written by the program beside this one.
const plan = JSON.parse(process.argv[2] ?? "") as Plan;
const id = await ct.dispatch(planned)(plan);
console.log(id);
await ct.getResult(id, { wait: true });
