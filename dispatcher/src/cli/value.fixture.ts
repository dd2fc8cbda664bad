// Prints what a dispatch of `large` returned: how long it is, and its first number.

import * as ct from "covalent-ts";

const result = await ct.getResult<Float64Array>(process.argv[2] ?? "");
const value = await result.value;
console.log(JSON.stringify({ value: { length: value?.length, first: value?.[0] } }));
