import { EXIT_DONE } from '../cli-io.js';
import { defineCommand } from '../define-command.js';
import { formatRows, type RowFormat } from '../output/format-rows.js';
import { readConfig, withReader } from '../session.js';

const FORMATS: readonly RowFormat[] = ['table', 'csv', 'json'];

/** A read-only statement on the configured engine. */
export const queryCommand = defineCommand({
  usage: 'query <select>',
  summary: 'Run a read-only statement; marts are marts.<name> on both engines',
  examples: [
    ['query "select team_id, sum(billed_cost_usd) from marts.chargeback_monthly group by 1"', 'cost by team'],
    ['query "select * from marts.unpriced_usage" --format csv', 'for a spreadsheet'],
  ],
  options: (parser) =>
    parser
      .positional('select', { type: 'string', demandOption: true, describe: "The statement, in the engine's dialect" })
      .option('format', {
        choices: FORMATS,
        default: 'table' as RowFormat,
        requiresArg: true,
        describe: 'Output format',
      }),
  run: async (options, io) => {
    const config = readConfig(options, io);
    const result = await withReader(config, io, (warehouse) => warehouse.query(options.select));
    const format = options.json ? 'json' : options.format;
    const print = format === 'csv' ? io.printData : io.print;
    print(formatRows(result, format));
    return EXIT_DONE;
  },
});
