import { dirname, join, relative } from 'node:path';
import { readReport } from '../../report/read-report.js';
import { renderReport } from '../../report/render-report.js';
import { parseMonth } from '../../report/text/month.js';
import type { Warehouse } from '../../warehouse/warehouse.js';
import { type CliIo, EXIT_DONE, EXIT_FAILED } from '../cli-io.js';
import type { Config } from '../config.js';
import { defineCommand } from '../define-command.js';
import { formatJson } from '../output/format-rows.js';
import { readConfig, withReader } from '../session.js';
import { readUnfinishedTransform } from '../unfinished-transform.js';

/** The report a FinOps analyst reads on a terminal. */
export const reportCommand = defineCommand({
  usage: 'report',
  summary: 'Total against bill, chargeback, coverage, forecast, what needs attention',
  examples: [
    ['report', 'the last month that is over and billed in full'],
    ['report --month 2026-10 --json', 'October, for a program'],
  ],
  options: (parser) =>
    parser.option('month', { type: 'string', requiresArg: true, describe: 'The month to charge back' }),
  run: async (options, io) => {
    const config = readConfig(options, io);
    const month = options.month === undefined ? undefined : parseMonth(options.month);
    const { text, unfinished } = await withReader(config, io, (warehouse) =>
      reportText(config, warehouse, month, options.json, io),
    );
    io.print(text);
    if (unfinished === null) return EXIT_DONE;
    io.writeError(`tokenledger: ${unfinished}\n`);
    return EXIT_FAILED;
  },
});

/** The report of one configuration as text or JSON, with commands that work from where the user stands. */
export async function reportText(
  config: Config,
  warehouse: Warehouse,
  month: string | undefined,
  isJson: boolean,
  io: CliIo,
): Promise<{ readonly text: string; readonly unfinished: string | null }> {
  const unfinished = await readUnfinishedTransform(warehouse);
  const report = await readReport(warehouse, {
    month,
    commandPrefix: commandPrefix(config, io),
    exportDirectory: relative(io.workingDirectory, join(dirname(config.file), 'exports')) || '.',
  });
  if (isJson) return { text: formatJson({ ...report.context, unfinished, sections: report.sections }), unfinished };
  // Above the figures and not only beside them: a report is passed on without what was written to stderr.
  const notice = unfinished === null ? '' : `NOT CONSISTENT: ${unfinished}\n\n`;
  return { text: `${notice}${renderReport(report)}`, unfinished };
}

function commandPrefix(config: Config, io: CliIo): string {
  // Started by `npm run`, the command is in the project and not on the path.
  const program = io.env.npm_command === undefined ? 'tokenledger' : 'npx tokenledger';
  const path = relative(io.workingDirectory, config.file);
  return path === 'tokenledger.yaml' ? program : `${program} --config ${path}`;
}
