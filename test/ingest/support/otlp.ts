/** Attributes as OTLP writes them. */
export function pairs(attributes: Readonly<Record<string, unknown>>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: typedValue(value) }));
}

function typedValue(value: unknown): object {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(typedValue) } };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: String(value) };
}

export interface Span {
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly traceId?: string;
  readonly name?: string;
  readonly status?: object;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** One line of the Collector's file exporter; spans last one second from 14:00 on 2026-11-20 and are numbered from 1. */
export function exported(
  spans: readonly Span[],
  { resource = {}, library = 'test' }: { readonly resource?: object; readonly library?: string } = {},
): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: pairs(resource as Readonly<Record<string, unknown>>) },
        scopeSpans: [
          {
            scope: { name: library },
            spans: spans.map((span, place) => ({
              traceId: 'a'.repeat(32),
              spanId: `${place + 1}`.padStart(16, '0'),
              name: 'span',
              startTimeUnixNano: '1795183200000000000',
              endTimeUnixNano: '1795183201000000000',
              ...span,
              attributes: pairs(span.attributes),
            })),
          },
        ],
      },
    ],
  };
}
