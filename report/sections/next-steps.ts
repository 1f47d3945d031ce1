import type { ReportSection } from '../report-section.js';

/** Where everything is, and what to type next. Long paths are left whole, so that they can be copied. */
export const nextSteps: ReportSection = {
  id: 'next_steps',
  title: () => 'Where to go from here',
  queries: () => ({}),
  render: (_rows, { commandPrefix, database, exportDirectory, month, openMonth }) =>
    [
      `Database  ${database}  (tables in marts, read-only for others)`,
      `Exports   ${exportDirectory}`,
      '',
      'Try',
      `  ${commandPrefix} export --month ${month} --out ${exportDirectory}`,
      `  ${commandPrefix} query "select * from marts.chargeback_lines where period = '${month}' limit 20"`,
      openMonth === month ? `  ${commandPrefix} runs` : `  ${commandPrefix} report --month ${openMonth}`,
    ].join('\n'),
};
