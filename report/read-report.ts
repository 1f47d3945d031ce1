import { UserError } from '../warehouse/user-error.js';
import type { Row, Warehouse } from '../warehouse/warehouse.js';
import type { ReportContext, SectionRows } from './report-section.js';
import { reportSections } from './report-sections.js';

/** A report as data: what `--json` prints and what the text is made of. */
export interface Report {
  readonly context: ReportContext;
  readonly sections: Readonly<Record<string, SectionRows>>;
}

export interface ReportRequest {
  /** The month to charge back; the last one with a complete bill when left out. */
  readonly month: string | undefined;
  readonly commandPrefix: string;
  readonly exportDirectory: string;
}

/** Reads the marts a report needs. */
export async function readReport(warehouse: Warehouse, request: ReportRequest): Promise<Report> {
  const months = await readMonths(warehouse);
  const month = request.month ?? lastCompleteMonth(months);
  if (month === undefined) throw new UserError('the marts are empty: run `tokenledger run` first');
  const context: ReportContext = {
    month,
    openMonth: await readOpenMonth(warehouse),
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

async function readMonths(warehouse: Warehouse): Promise<readonly Row[]> {
  try {
    const { rows } = await warehouse.query(
      `select period, min(case when is_complete then 1 else 0 end) as is_complete
       from marts.reconciliation group by period order by period`,
    );
    return rows;
  } catch (error) {
    throw new UserError(
      `the marts cannot be read: run \`tokenledger transform\` first (\`tokenledger doctor\` says more)`,
      {
        cause: error,
      },
    );
  }
}

function lastCompleteMonth(months: readonly Row[]): string | undefined {
  const complete = months.filter((row) => String(row.is_complete) === '1');
  const newest = (complete.length > 0 ? complete : months).at(-1)?.period;
  return typeof newest === 'string' ? newest : undefined;
}

/** The month that is forecast: the one the newest snapshot was taken in. */
async function readOpenMonth(warehouse: Warehouse): Promise<string | null> {
  const { rows } = await warehouse.query(
    'select period, max(as_of_date) as as_of_date from marts.forecast_variance group by period order by as_of_date desc limit 1',
  );
  const period = rows[0]?.period;
  return typeof period === 'string' ? period : null;
}
