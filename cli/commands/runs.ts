import { formatCount, formatText } from '../../report/text/format-amount.js';
import { renderTable } from '../../report/text/render-table.js';
import type { Cell, Row, Warehouse } from '../../warehouse/warehouse.js';
import { EXIT_DONE } from '../cli-io.js';
import { defineCommand } from '../define-command.js';
import { formatJson } from '../output/format-rows.js';
import { parseCount } from '../parse-options.js';
import { readConfig, withReader } from '../session.js';

/** What ran: the newest batches and what they brought; and who transforms, if anybody does. */
export const runsCommand = defineCommand({
  usage: 'runs',
  summary: 'What ran: the last landed batches, newest first, and which run claims the transform',
  examples: [
    ['runs', 'the last 20 batches'],
    ['runs --limit 100 --json', 'the last 100 for a program'],
  ],
  options: (parser) =>
    parser.option('limit', { type: 'string', default: '20', requiresArg: true, describe: 'How many' }),
  run: async (options, io) => {
    const limit = parseCount('--limit', options.limit, 1);
    const config = readConfig(options, io);
    const { claims, rows } = await withReader(config, io, async (warehouse) => ({
      claims: await readOpenClaims(warehouse),
      ...(await warehouse.query(
        `select b.batch_id, b.source_id, b.report, b.window_from, b.window_to, b.rows_read, b.rows_landed, b.rows_rejected,
           b.bytes, b.started_at, b.finished_at, b.object_uri, b.code_version, t.batch_id is not null as is_transformed
         from raw.ingest_batches as b left join raw.transformed_batches as t on t.batch_id = b.batch_id
         order by b.finished_at desc, b.source_id, b.report, b.batch_id limit ${limit}`,
      )),
    }));
    if (options.json) {
      io.print(formatJson({ open_claims: claims, batches: rows }));
      return EXIT_DONE;
    }
    const table = renderTable(
      [
        { title: 'Finished (UTC)' },
        { title: 'Source' },
        { title: 'Report' },
        { title: 'From' },
        { title: 'To' },
        { title: 'Landed', align: 'right' },
        { title: 'Rejected', align: 'right' },
        { title: 'In marts' },
      ],
      rows.map((row) => [
        formatMinute(row.finished_at),
        formatText(row.source_id),
        formatText(row.report),
        String(row.window_from ?? ''),
        String(row.window_to ?? ''),
        formatCount(row.rows_landed),
        formatCount(row.rows_rejected),
        row.is_transformed === true ? 'yes' : 'not yet',
      ]),
    );
    for (const claim of claims) io.print(`${describeClaim(claim)}\n\n`);
    io.print(rows.length === 0 ? 'Nothing has run yet: `tokenledger run` is the first.\n' : `${table}\n`);
    return EXIT_DONE;
  },
});

/** Claims that no run has ended: of one at work, or of one that failed or was killed. At most one. */
async function readOpenClaims(warehouse: Warehouse): Promise<readonly Row[]> {
  try {
    const { rows } = await warehouse.query(
      `select distinct run_id, claimed_at, expires_at, expires_at <= current_timestamp as is_expired
       from raw.transform_claims where ended_at is null`,
    );
    return rows;
  } catch {
    return []; // Before the first run there is no table.
  }
}

function describeClaim({ run_id, claimed_at, expires_at, is_expired }: Row): string {
  const who = `${formatText(run_id)}, since ${formatMinute(claimed_at)} UTC`;
  return is_expired === true
    ? `A run did not end: ${who}. Its claim on the transform has expired; the next run takes over.`
    : `At work on the transform: ${who}. Its claim ends with it, or at ${formatMinute(expires_at)} UTC if it died.`;
}

function formatMinute(time: Cell | undefined): string {
  return formatText(time).slice(0, 16).replace('T', ' ');
}
