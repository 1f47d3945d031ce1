import { z } from 'zod';
import type { Row } from '../../warehouse/warehouse.js';
import { type CsvRow, readCsvFile } from '../files/csv-file.js';
import { day, decimal, isNegative, positiveDecimal, word } from '../files/fields.js';
import type { Problem } from '../files/problems.js';
import type { Scrubber } from '../landing/scrubber.js';
import { complainAt, expectUnique } from './csv-checks.js';
import { expectName, type KnownNames } from './known-names.js';

const businessMetric = z.object({
  date: day,
  service_id: word.optional(),
  feature: word.optional(),
  customer_id: word.optional(),
  unit: word,
  quantity: positiveDecimal,
  revenue_usd: decimal.optional(),
});

type BusinessMetric = z.infer<typeof businessMetric>;

export interface BusinessMetrics {
  /** One row per day × service × feature × customer × unit. */
  readonly rows: readonly Row[];
  /** The services for which each unit is counted; undefined where the file could not be read to its end. */
  readonly servicesByUnit: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

export function readBusinessMetrics(
  file: string | undefined,
  names: KnownNames,
  scrub: Scrubber,
  problems: Problem[],
): BusinessMetrics {
  if (file === undefined) return { rows: [], servicesByUnit: new Map() };
  const before = problems.length;
  const rows: readonly CsvRow<BusinessMetric>[] = readCsvFile(file, businessMetric, problems);
  const isWhole = problems.length === before;
  const servicesByUnit = new Map<string, Set<string>>();
  for (const { entry, line } of rows) {
    const { error, warning } = complainAt(file, line, problems);
    const { service_id: id, unit, revenue_usd: revenue } = entry;
    if (id !== undefined)
      expectName((message) => error('service_id', message), id, names.services, `no service has the id "${id}"`);
    if (revenue !== undefined && isNegative(revenue))
      warning('revenue_usd', 'is negative: it lowers the revenue and the margin of the day. A refund may be meant');
    const services = servicesByUnit.get(unit) ?? new Set();
    servicesByUnit.set(unit, id === undefined ? services : services.add(id));
  }
  const keyOf = ({ date, service_id, feature, customer_id, unit }: BusinessMetric) => [
    date,
    service_id,
    feature,
    customer_id,
    unit,
  ];
  expectUnique(file, rows, keyOf, 'the metric of this day, service, feature, customer and unit', problems);
  return {
    rows: rows.map(({ entry }) => ({
      usage_date: entry.date,
      service_id: entry.service_id ?? null,
      feature: entry.feature ?? null,
      customer_id: entry.customer_id === undefined ? null : scrub(entry.customer_id),
      unit: entry.unit,
      quantity: entry.quantity,
      revenue_usd: entry.revenue_usd ?? null,
    })),
    servicesByUnit: isWhole ? servicesByUnit : undefined,
  };
}
