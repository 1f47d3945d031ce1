import { resolve } from 'node:path';
import Big from 'big.js';
import { costOf } from '../../report/text/cost.js';
import { formatUsd } from '../../report/text/format-amount.js';
import { parseMonth } from '../../report/text/month.js';
import { UserError } from '../../warehouse/user-error.js';
import type { Warehouse } from '../../warehouse/warehouse.js';
import { type CliIo, EXIT_DONE } from '../cli-io.js';
import { defineCommand } from '../define-command.js';
import { exportMartAsCsv } from '../output/export-mart-as-csv.js';
import { EXPORTABLE_MARTS, type ExportableMart } from '../output/exportable-marts.js';
import { formatJson } from '../output/format-rows.js';
import { writeFileAtomically } from '../output/write-file-atomically.js';
import { parseList } from '../parse-options.js';
import { startProgress } from '../progress.js';
import { readConfig, withReader } from '../session.js';
import { recordExportedMonths } from '../steps/record-exported-months.js';
import { readUnfinishedTransform } from '../unfinished-transform.js';

const FORMATS = ['csv', 'parquet'] as const;
const DEFAULT_MARTS = 'chargeback_monthly';

/** Marts as files: CSV for people and spreadsheets, Parquet for programs. */
export const exportCommand = defineCommand({
  usage: 'export',
  summary: 'Write marts to CSV or Parquet files',
  examples: [
    ['export --month 2026-10 --out ./exports', 'the chargeback of October for Finance'],
    ['export --format parquet --mart all --out ./exports', 'every mart, all months'],
  ],
  options: (parser) =>
    parser
      .option('format', {
        choices: FORMATS,
        default: 'csv' as (typeof FORMATS)[number],
        requiresArg: true,
        describe: 'File format',
      })
      .option('out', { type: 'string', default: './exports', requiresArg: true, describe: 'Folder to write to' })
      .option('month', { type: 'string', requiresArg: true, describe: 'Only this month (CSV only)' })
      .option('mart', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: `Which marts, or "all"; ${DEFAULT_MARTS} when left out. One of ${EXPORTABLE_MARTS.map(({ name }) => name).join(', ')}`,
      }),
  run: async (options, io) => {
    const config = readConfig(options, io);
    const month = options.month === undefined ? undefined : parseMonth(options.month);
    if (month !== undefined && options.format === 'parquet') {
      throw new UserError('a Parquet file holds the whole mart: leave out --month, or export CSV');
    }
    const marts = chooseMarts(options.mart);
    const folder = resolve(io.workingDirectory, options.out);
    const progress = startProgress(io, 'export');
    const files: { mart: string; file: string }[] = [];
    try {
      await withReader(config, io, async (warehouse) => {
        const unfinished = await readUnfinishedTransform(warehouse);
        if (unfinished !== null) throw new Error(`nothing was exported: ${unfinished}`);
        for (const mart of marts) {
          progress.update({ finished: files.length, total: marts.length, label: mart.name });
          const suffix = month === undefined ? '' : `-${month}`;
          const file = resolve(folder, `${mart.name}${suffix}.${options.format}`);
          await writeFileAtomically(file, (draft) =>
            options.format === 'csv'
              ? exportMartAsCsv(warehouse, mart, month, draft)
              : warehouse.exportParquet(`marts.${mart.name}`, draft),
          );
          files.push({ mart: mart.name, file });
        }
        if (marts.some(({ name }) => name.startsWith('chargeback_'))) {
          const periods = month === undefined ? await readChargedMonths(warehouse) : [month];
          await recordExportedMonths(config, warehouse, periods, io);
          await warnOfProvisional(warehouse, month, io);
        }
      });
    } finally {
      progress.stop();
    }
    io.print(options.json ? formatJson(files) : `${files.map(({ file }) => file).join('\n')}\n`);
    return EXIT_DONE;
  },
});

async function readChargedMonths(warehouse: Warehouse): Promise<readonly string[]> {
  const { rows } = await warehouse.query('select distinct period from marts.chargeback_monthly order by period');
  return rows.map(({ period }) => String(period));
}

/** What is exported of a month that will change says so where the exporter reads it; the rows say it in `is_provisional`. */
async function warnOfProvisional(warehouse: Warehouse, month: string | undefined, io: CliIo): Promise<void> {
  const { rows } = await warehouse.query(
    `select period, sum(billed_cost_usd) as billed_cost_usd, sum(effective_cost_usd) as effective_cost_usd
     from marts.chargeback_monthly where is_provisional${month === undefined ? '' : ` and period = '${month}'`}
     group by period order by period`,
  );
  for (const row of rows) {
    const { billed, estimate } = costOf(row);
    io.writeError(
      `warning: ${row.period} is provisional: the month is not over or not all of it is billed (${formatUsd(billed ?? new Big(0))} USD billed, ${formatUsd(estimate)} estimated). ` +
        'Do not book it: its rows have is_provisional = true, statement_amount_usd holds what is billed so far, estimated_statement_amount_usd the estimate\n',
    );
  }
}

function chooseMarts(words: readonly string[] | undefined): readonly ExportableMart[] {
  const names = parseList(words);
  if (names.includes('all')) return EXPORTABLE_MARTS;
  return (names.length === 0 ? [DEFAULT_MARTS] : names).map((name) => {
    const mart = EXPORTABLE_MARTS.find((each) => each.name === name.replace(/^marts\./, ''));
    if (mart === undefined) {
      throw new UserError(
        `no mart "${name}": choose from all, ${EXPORTABLE_MARTS.map((each) => each.name).join(', ')}`,
      );
    }
    return mart;
  });
}
