import { renderTable } from '../../report/text/render-table.js';
import { EXIT_DONE } from '../cli-io.js';
import { defineCommand } from '../define-command.js';
import { formatJson } from '../output/format-rows.js';
import { readConfig, withReader } from '../session.js';
import { readSourceFreshness } from '../source-freshness.js';

/** What is configured and how fresh it is. */
export const sourcesCommand = defineCommand({
  usage: 'sources',
  summary: 'What is configured and how fresh it is',
  examples: [['sources', 'every configured source with its last landed day']],
  options: (parser) => parser,
  run: async (options, io) => {
    const config = readConfig(options, io);
    const sources = await withReader(config, io, (warehouse) => readSourceFreshness(config, warehouse, io.now()));
    if (options.json) {
      io.print(
        formatJson(
          sources.map((source) => ({
            source_id: source.sourceId,
            type: source.type,
            name: source.name,
            landed_through: source.landedThrough,
            last_batch_at: source.lastBatchAt,
            days_behind: source.daysBehind,
            rows_rejected: source.rowsRejected,
          })),
        ),
      );
      return EXIT_DONE;
    }
    const table = renderTable(
      [
        { title: 'Source' },
        { title: 'Type' },
        { title: 'Landed through' },
        { title: 'Days behind', align: 'right' },
        { title: 'Last batch (UTC)' },
        { title: 'Rejected', align: 'right' },
      ],
      sources.map((source) => [
        source.sourceId,
        source.type,
        source.landedThrough ?? 'nothing yet',
        source.daysBehind === null ? '-' : String(source.daysBehind),
        source.lastBatchAt?.slice(0, 16).replace('T', ' ') ?? '-',
        source.rowsRejected,
      ]),
    );
    io.print(sources.length === 0 ? `No source is configured in ${config.file}.\n` : `${table}\n`);
    return EXIT_DONE;
  },
});
