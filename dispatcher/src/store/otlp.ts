// OpenTelemetry traces in the JSON encoding of OTLP: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding.

type AnyValue = { stringValue: string } | { intValue: string } | { doubleValue: number } | { boolValue: boolean };

export interface Attribute {
  key: string;
  value: AnyValue;
}

export interface Span {
  traceId: string;
  spanId: string;
  /** Empty for the dispatch itself. */
  parentSpanId: string;
  name: string;
  /** SPAN_KIND_INTERNAL. */
  kind: 1;
  /** Nanoseconds since 1970, as a decimal number. */
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  events: { timeUnixNano: string; name: string; attributes: Attribute[] }[];
  links: { traceId: string; spanId: string; attributes: Attribute[] }[];
  /** STATUS_CODE_UNSET, _OK, _ERROR. */
  status: { code: 0 | 1 | 2; message?: string };
}

/** Milliseconds as nanoseconds, which are more than a number can say. */
export const nanos = (millis: number): string => String(BigInt(Math.round(millis * 1_000)) * 1_000n);

export const attributes = (values: Record<string, string | number | boolean | undefined>): Attribute[] =>
  Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value) }]));

function anyValue(value: string | number | boolean): AnyValue {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** The document that collectors take, in pieces: a dispatch can have a million electrons. */
export function* otlpJson(spans: Iterable<Span>, version: string): Iterable<string> {
  const resource = { attributes: attributes({ "service.name": "covalent", "service.version": version }) };
  const scope = { name: "covalent-ts", version };
  yield `{"resourceSpans":[{"resource":${JSON.stringify(resource)},"scopeSpans":[{"scope":${JSON.stringify(scope)},"spans":[\n`;
  let before = "";
  for (const span of spans) {
    yield `${before}${JSON.stringify(span)}`;
    before = ",\n";
  }
  yield "\n]}]}]}\n";
}
