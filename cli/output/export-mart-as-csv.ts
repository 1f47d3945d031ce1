import { appendFile, writeFile } from 'node:fs/promises';
import { daysOfMonth } from '../../report/text/month.js';
import { UserError } from '../../warehouse/user-error.js';
import type { Warehouse } from '../../warehouse/warehouse.js';
import type { ExportableMart } from './exportable-marts.js';
import { formatCsv } from './format-csv.js';

/** Writes a mart, or one month of it, ordered by all its columns, so that the same mart gives the same file. A month at a time is in memory. */
export async function exportMartAsCsv(
  warehouse: Warehouse,
  mart: ExportableMart,
  month: string | undefined,
  file: string,
): Promise<void> {
  const { columns } = await warehouse.query(`select * from marts.${mart.name} where 1 = 0`);
  await writeFile(file, formatCsv(columns, [], true));
  const order = columns.map((_, index) => index + 1).join(', ');
  const months = month === undefined ? await monthsOf(warehouse, mart) : [month];
  let written = 0;
  for (const each of months) {
    const condition = mart.time === 'period' ? `period = '${each}'` : daysOfMonth('usage_date', each);
    const { rows } = await warehouse.query(`select * from marts.${mart.name} where ${condition} order by ${order}`);
    written += rows.length;
    await appendFile(file, formatCsv(columns, rows, false));
  }
  if (month !== undefined && written === 0) {
    const known = await monthsOf(warehouse, mart);
    throw new UserError(
      `${mart.name} has no rows for ${month}; it has ${known.length === 0 ? 'none at all' : known.join(', ')}`,
    );
  }
}

async function monthsOf(warehouse: Warehouse, mart: ExportableMart): Promise<readonly string[]> {
  const { rows } = await warehouse.query(
    `select distinct substr(cast(${mart.time} as ${textType(warehouse)}), 1, 7) as period from marts.${mart.name} order by 1`,
  );
  return rows.flatMap((row) => (typeof row.period === 'string' ? [row.period] : []));
}

// The one word on which the two dialects differ here.
function textType(warehouse: Warehouse): string {
  return warehouse.engine === 'duckdb' ? 'varchar' : 'string';
}
