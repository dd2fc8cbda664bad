// What an author may ask of the running of electrons: declared, documented and checked here, and put into the words of the wire.

import { CovalentError } from "./errors.ts";
import { bytesOf, isResourceName } from "./protocol/amounts.ts";
import type { Policy, ResourceRequest, RetryRule, TimeLimits } from "./protocol/policy.ts";
import { highestPriority } from "./protocol/priority.ts";

/** When a failed electron is tried again: the n-th wait is `min(cap, delay · factor^(n−1))`, less a random part. */
export interface RetryPolicy {
  /** Tries after the first. Workers that die under an electron are not counted here. @defaultValue 0 */
  max: number;
  /** The first wait, in milliseconds. @defaultValue 1_000 */
  delay?: number;
  /** By how much each wait is longer than the one before, at least 1. @defaultValue 2 */
  factor?: number;
  /** The longest wait, in milliseconds. @defaultValue 3_600_000, an hour */
  cap?: number;
  /** Up to which part of a wait is left out at random, from 0 to 1, so that what failed together does not come back together. @defaultValue 0 */
  jitter?: number;
  /**
   * After which errors: names of their classes, of classes that those extend, or their `code`; or a function that is asked in
   * the worker, and travels there like the electron's own. A run that was stopped for its time is a "TimeoutError", which a
   * function is not asked about: it is not tried again then. @defaultValue after any
   */
  on?: readonly string[] | ((error: unknown) => boolean | Promise<boolean>);
}

/** How long an electron may take, in milliseconds; past that it is TIMED_OUT. */
export interface Timeouts {
  /** From ready to the start. A wait before another try does not count. @defaultValue no bound */
  queue?: number;
  /** Of each try; it is stopped then, and tried again if `retries` say so. Of a sublattice: of making its graph. @defaultValue no bound */
  run?: number;
  /** From ready to the end, over all tries and waits. Of a sublattice: all that is in it. @defaultValue no bound */
  total?: number;
}

/** What an electron holds while it runs; it starts once its executor has that much free. */
export interface Resources {
  /** @defaultValue 1 */
  cpus?: number;
  /** In bytes, or "512MB", "2GB" (of 1,000), "2GiB" (of 1,024). @defaultValue 0 */
  memory?: number | string;
  /** Anything else that the dispatcher was started with: `covalent start --resources gpu=1`. @defaultValue 0 */
  [token: string]: number | string | undefined;
}

export interface RunOptions {
  /** How often it is tried again after it failed; a number stands for `max`. @defaultValue 0 */
  retries?: number | RetryPolicy;
  /** How long it may take; a number, in milliseconds, stands for `run`. @defaultValue no bound */
  timeout?: number | Timeouts;
  /** Whole number from -1_000_000 to 1_000_000: of all that could start, the highest does. @defaultValue that of the dispatch, or of the sublattice that it is in */
  priority?: number;
  /** What it needs to run. @defaultValue one CPU */
  resources?: Resources;
}

/** A policy in which a function is not shipped yet. */
export interface Asked {
  policy: Policy;
  retryOn: CallableFunction | undefined;
}

type Check<T> = (value: unknown, option: string) => T;

/**
 * Checks the options, and fills in their defaults; undefined if nothing is asked.
 *
 * @param of what they are options of: "electron 'train'", asked when it is wrong
 * @throws BAD_OPTION
 */
export function readRunOptions(options: RunOptions, of: () => string): Asked | undefined {
  const refuse = (option: string, value: unknown, wanted: string): never => {
    throw new CovalentError("BAD_OPTION", { of: of(), option, value: shown(value), wanted });
  };
  const number =
    (least: number, most: number, wanted: string, whole = false): Check<number> =>
    (value, option) =>
      typeof value === "number" && value >= least && value <= most && (!whole || Number.isInteger(value))
        ? value
        : refuse(option, value, wanted);
  const millis = number(0, Number.MAX_SAFE_INTEGER, "milliseconds, 0 or more");
  const count = number(0, 1_000_000, "a whole number, 0 or more", true);
  const record = (value: unknown, option: string, wanted: string, known?: readonly string[]): Map<string, unknown> => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(option, value, wanted);
    const given = new Map(Object.entries(value).filter(([, it]) => it !== undefined));
    for (const [name, it] of given) {
      if (known !== undefined && !known.includes(name))
        refuse(`${option}.${name}`, it, `nothing: ${option} has ${list(known)}`);
    }
    return given;
  };

  function retryRule(given: unknown): { rule: RetryRule; fn: CallableFunction | undefined } {
    const wanted = "a whole number, 0 or more, or { max, delay, factor, cap, jitter, on }";
    if (typeof given !== "object")
      return { rule: { ...retryDefaults, max: number(0, 1e6, wanted, true)(given, "retries") }, fn: undefined };
    const fields = record(given, "retries", wanted, [...Object.keys(retryDefaults), "on"]);
    const field = (name: keyof typeof retryDefaults, check: Check<number>): number =>
      fields.has(name) ? check(fields.get(name), `retries.${name}`) : retryDefaults[name];
    const rule = {
      max: count(fields.get("max"), "retries.max"),
      delay: field("delay", millis),
      factor: field("factor", number(1, Number.MAX_SAFE_INTEGER, "a number, 1 or more")),
      cap: field("cap", millis),
      jitter: field("jitter", number(0, 1, "a number from 0 to 1")),
    };
    const on = fields.get("on");
    if (typeof on === "function") return { rule, fn: on };
    if (on === undefined) return { rule, fn: undefined };
    if (!Array.isArray(on) || !on.every((it) => typeof it === "string")) {
      return refuse("retries.on", on, "names of errors in a list, or a function that is given the error");
    }
    return { rule: { ...rule, on: [...on] }, fn: undefined };
  }

  function timeLimits(given: unknown): TimeLimits {
    const wanted = "milliseconds, more than 0, or { queue, run, total }";
    const limit = number(Number.MIN_VALUE, Number.MAX_SAFE_INTEGER, "milliseconds, more than 0");
    if (typeof given !== "object")
      return { run: number(Number.MIN_VALUE, Number.MAX_SAFE_INTEGER, wanted)(given, "timeout") };
    const fields = record(given, "timeout", wanted, ["queue", "run", "total"]);
    return Object.fromEntries(Array.from(fields, ([name, it]) => [name, limit(it, `timeout.${name}`)]));
  }

  function resourceRequest(given: unknown): ResourceRequest {
    const amount = number(0, Number.MAX_SAFE_INTEGER, "a number, 0 or more");
    const fields = record(given, "resources", 'an object: { cpus: 2, memory: "2GB" }');
    return Object.fromEntries(
      Array.from(fields, ([name, it]) => {
        const option = `resources.${name}`;
        if (!isResourceName(name)) refuse(option, it, "a name of letters, digits, - and _");
        if (name !== "memory" || typeof it !== "string") return [name, amount(it, option)];
        return [name, bytesOf(it) ?? refuse(option, it, 'bytes, or a text like "512MB" or "2GiB"')];
      }),
    );
  }

  const { retries, timeout, priority, resources } = options;
  if ([retries, timeout, priority, resources].every((it) => it === undefined)) return undefined;
  const retry = retries === undefined ? undefined : retryRule(retries);
  const policy = {
    ...(retry && { retries: retry.rule }),
    ...(timeout !== undefined && { timeout: timeLimits(timeout) }),
    ...(priority !== undefined && { priority: readPriority(priority, of) }),
    ...(resources !== undefined && { resources: resourceRequest(resources) }),
  };
  return { policy, retryOn: retry?.fn };
}

/** @throws BAD_OPTION */
export function readPriority(priority: unknown, of: () => string): number {
  if (typeof priority === "number" && Number.isInteger(priority) && Math.abs(priority) <= highestPriority)
    return priority;
  const wanted = `a whole number from -${highestPriority} to ${highestPriority}`;
  throw new CovalentError("BAD_OPTION", { of: of(), option: "priority", value: shown(priority), wanted });
}

/** Names that are no options are mistakes that nobody would notice. @throws BAD_OPTION */
export function checkNames(options: object, known: readonly string[], of: () => string): void {
  if (typeof options !== "object" || options === null) {
    throw new CovalentError("BAD_OPTION", {
      of: of(),
      option: "The second argument",
      value: shown(options),
      wanted: `options: ${list(known)}`,
    });
  }
  const stray = Object.entries(options).find(([name, value]) => value !== undefined && !known.includes(name));
  if (stray === undefined) return;
  const [option, value] = stray;
  throw new CovalentError("BAD_OPTION", {
    of: of(),
    option,
    value: shown(value),
    wanted: `no such option, only ${list(known)}`,
  });
}

export const runOptionNames = ["retries", "timeout", "priority", "resources"] as const;

/** What an electron asks, and for the rest what the lattice asks for its electrons. */
export const withDefaults = (own: RunOptions, defaults: RunOptions): RunOptions => {
  const chosen = runOptionNames
    .map((name) => [name, own[name] ?? defaults[name]])
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(chosen);
};

const retryDefaults = { max: 0, delay: 1_000, factor: 2, cap: 3_600_000, jitter: 0 } as const;

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}

const list = (names: readonly string[]): string => names.join(", ");
