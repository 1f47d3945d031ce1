import { UserError } from '../warehouse/user-error.js';
import type { Row, Warehouse } from '../warehouse/warehouse.js';
import type { ReportContext, SectionRows } from './report-section.js';
import { reportSections } from './report-sections.js';
import { lastDay } from './text/month.js';

/** A report as data: what `--json` prints and what the text is made of. */
export interface Report {
  readonly context: ReportContext;
  readonly sections: Readonly<Record<string, SectionRows>>;
}

export interface ReportRequest {
  /** The month to charge back; the last one that will not change when left out. */
  readonly month: string | undefined;
  readonly commandPrefix: string;
  readonly exportDirectory: string;
}

/** Reads the marts a report needs. */
export async function readReport(warehouse: Warehouse, request: ReportRequest): Promise<Report> {
  const { months, asOf } = await readLedger(warehouse);
  const month = chooseMonth(months, asOf, request.month);
  const context: ReportContext = {
    month: month.period,
    isProvisional: month.isProvisional,
    openMonth: asOf.slice(0, 7),
    asOf,
    database: warehouse.location,
    commandPrefix: request.commandPrefix,
    exportDirectory: request.exportDirectory,
  };
  const sections: Record<string, SectionRows> = {};
  for (const section of reportSections) {
    const rows: Record<string, readonly Row[]> = {};
    for (const [name, sql] of Object.entries(section.queries(context))) rows[name] = (await warehouse.query(sql)).rows;
    sections[section.id] = rows;
  }
  return { context, sections };
}

interface Month {
  readonly period: string;
  readonly isProvisional: boolean;
}

async function readLedger(warehouse: Warehouse): Promise<{ months: readonly Month[]; asOf: string }> {
  try {
    const months = await warehouse.query(
      'select period, max(case when is_provisional then 1 else 0 end) as is_provisional from marts.chargeback_monthly group by period order by period',
    );
    const newest = await warehouse.query('select max(usage_date) as as_of from marts.spend_daily');
    return {
      months: months.rows.map((row) => ({
        period: String(row.period),
        isProvisional: String(row.is_provisional) === '1',
      })),
      asOf: String(newest.rows[0]?.as_of),
    };
  } catch (error) {
    throw new UserError(
      `the marts cannot be read: run \`tokenledger transform\` first (\`tokenledger doctor\` says more)`,
      {
        cause: error,
      },
    );
  }
}

/** The month asked for; else the last one that will not change, or that is at least over. */
function chooseMonth(months: readonly Month[], asOf: string, asked: string | undefined): Month {
  const newest = months.at(-1);
  if (newest === undefined) throw new UserError('the marts are empty: run `tokenledger run` first');
  if (asked !== undefined) {
    const found = months.find(({ period }) => period === asked);
    if (found === undefined) {
      throw new UserError(
        `there is nothing to report for ${asked}; there is for ${months.map(({ period }) => period).join(', ')}`,
      );
    }
    return found;
  }
  return (
    months.findLast(({ isProvisional }) => !isProvisional) ??
    months.findLast(({ period }) => lastDay(period) <= asOf) ??
    newest
  );
}
