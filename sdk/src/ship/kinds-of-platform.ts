// Objects of the platform that are made of a few settings, which they tell: they are made again from these.

import type { Encoding } from "./encoding.ts";
import type { Kind } from "./kinds.ts";

/**
 * The name of the class that an object is an instance of, and not of one derived from it. Nothing is called, and no global is
 * touched: Node loads some of its classes when they are first named.
 */
function classNameOf(value: object): string | undefined {
  const prototype: object | null = Object.getPrototypeOf(value);
  const maker: unknown = prototype && Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return typeof maker === "function" && maker.prototype === prototype ? maker.name : undefined;
}

const headers: Kind<Headers> = {
  is: (value): value is Headers => classNameOf(value) === "Headers" && value instanceof Headers,
  prototype: null,
  isWhole: true,
  write: (value, to) => to.completely("entries", [...value]),
  read: (from) => new Headers(from.value() as [string, string][]),
  covers: "all",
};

const formData: Kind<FormData> = {
  is: (value): value is FormData => classNameOf(value) === "FormData" && value instanceof FormData,
  prototype: null,
  isWhole: true,
  write: (value, to) => to.completely("entries", [...value]),
  read: (from) => {
    const made = new FormData();
    for (const [name, entry] of from.value() as [string, string][]) made.append(name, entry);
    return made;
  },
  covers: "all",
};

/** They tell by which locale and options they can be made again. */
const formats = [
  "Collator",
  "DateTimeFormat",
  "DisplayNames",
  "DurationFormat",
  "ListFormat",
  "NumberFormat",
  "PluralRules",
  "RelativeTimeFormat",
  "Segmenter",
] as const;

interface Format {
  resolvedOptions(): { locale: string };
}
type FormatConstructor = new (locale: string, options: object) => Format;

const formatNamed = (name: string): FormatConstructor | undefined => Reflect.get(Intl, name);

const format: Kind<Format> = {
  is: (value): value is Format => {
    const name = formats.find((it) => it === classNameOf(value));
    const Made = name && formatNamed(name);
    return Made !== undefined && value instanceof Made;
  },
  prototype: null,
  isWhole: true,
  write: (value, to) => {
    to.out.text(classNameOf(value) ?? "");
    to.completely("options", { ...value.resolvedOptions() });
  },
  read: (from) => {
    const Made = formatNamed(from.input.text());
    const options = from.value() as { locale: string };
    if (Made === undefined) throw from.malformed("a format that this process does not know");
    return new Made(options.locale, options);
  },
  same: () => () => true, // it has no state
  covers: "all",
};

const locale: Kind<Intl.Locale> = {
  is: (value): value is Intl.Locale => classNameOf(value) === "Locale" && value instanceof Intl.Locale,
  prototype: null,
  isWhole: true,
  write: (value, to) => to.out.text(value.toString()),
  read: (from) => new Intl.Locale(from.input.text()),
  same: () => () => true,
  covers: "all",
};

/** Arrives with what it refers to, which somebody else has to hold there too. */
const weakRef: Kind<WeakRef<WeakKey>> = {
  is: (value): value is WeakRef<WeakKey> => classNameOf(value) === "WeakRef" && value instanceof WeakRef,
  prototype: null,
  isWhole: true,
  write: (value, to) => to.shallowly("target", targetOf(value, to)),
  read: (from) => new WeakRef(from.value() as WeakKey),
  covers: "all",
};

function targetOf(value: WeakRef<WeakKey>, to: Encoding): WeakKey {
  const target = value.deref();
  if (target === undefined) throw to.refuse.value("WeakRef whose target is gone");
  return target;
}

/** The wire counts kinds by their place: only ever add at the end. */
export const platformKinds: readonly Kind<object>[] = [headers, formData, format, locale, weakRef];
