import { EXIT_DONE, EXIT_FAILED } from '../cli-io.js';
import { defineCommand } from '../define-command.js';
import { formatJson } from '../output/format-rows.js';
import { readConfig, withWriter } from '../session.js';
import { findMoves, KEEP_INVOICED } from '../steps/keep-invoiced.js';
import { billedToJson, measureBilled, renderBilled } from '../steps/measure-billed.js';
import { ensureRaw, runIngest, runReference } from '../steps/run-ingest.js';
import { runTransform, summarizeTransform } from '../steps/run-transform.js';
import { ingestToJson, renderIngest } from '../steps/summarize-ingest.js';
import { ingestOptions } from './ingest.js';

/** The scheduled job. Killed anywhere, the next run takes up where it was; nothing is done twice. */
export const runCommand = defineCommand({
  usage: 'run',
  summary: 'The scheduled job: land rates and registry, ingest, transform, assertions',
  examples: [
    ['run', 'what cron or a workflow calls once a day'],
    ['run --trailing-days 35', 'with the weekly look back at what providers restated'],
    ['run --keep-invoiced', 'or not at all, if it would move a month that Finance has seen'],
  ],
  options: (parser) =>
    parser
      .option('from', { type: 'string', requiresArg: true, describe: 'First UTC day' })
      .option('to', { type: 'string', requiresArg: true, describe: 'UTC day after the last; today when left out' })
      .option('trailing-days', {
        type: 'string',
        requiresArg: true,
        describe: 'Days before the last pull to pull again; 3 when left out',
      })
      .option('full-refresh', {
        type: 'boolean',
        default: false,
        describe: 'Rebuild incremental tables from the start',
      })
      .option('keep-invoiced', {
        type: 'boolean',
        default: false,
        describe:
          'Leave the marts as they are, and fail, if the run would move a month with an invoice or an exported statement',
      }),
  run: async (options, io) => {
    const config = readConfig(options, io);
    const pull = ingestOptions(options);
    const transformOptions = { fullRefresh: options.fullRefresh };
    const { landed, transformed } = await withWriter(config, 'run', io, async (warehouse) => {
      const landed = await measureBilled(warehouse, async () => {
        await ensureRaw(warehouse);
        const reference = await runReference(config, warehouse, io);
        return { reference, sources: await runIngest(config, pull, warehouse, io) };
      });
      const { reference } = landed.result;
      const transformed = await measureBilled(warehouse, async () => {
        const moves =
          reference.ok && options.keepInvoiced ? await findMoves(config, warehouse, transformOptions, io) : [];
        // A source that failed keeps its last complete state, so the others need not wait; the exit code still says it.
        const transform =
          reference.ok && moves.length === 0 ? await runTransform(warehouse, transformOptions, io) : null;
        return { moves, transform };
      });
      return { landed, transformed };
    });
    const { reference, sources } = landed.result;
    const { moves, transform } = transformed.result;
    if (moves.length > 0) io.writeError(`tokenledger: ${[KEEP_INVOICED, ...moves].join('\n  ')}\n`);
    const ok = reference.ok && sources.ok && transform?.ok === true;
    if (options.json) {
      io.print(
        formatJson({
          ok,
          reference: ingestToJson(reference),
          sources: ingestToJson(sources),
          refused: moves,
          transform:
            transform === null
              ? null
              : { ok: transform.ok, summary: summarizeTransform(transform), restated_months: transform.restated },
          billed: { ingest: billedToJson(landed.billed), transform: billedToJson(transformed.billed) },
        }),
      );
    } else {
      const parts = [renderIngest(sources), transform === null ? 'transform not run' : summarizeTransform(transform)];
      const bill = renderBilled({ ingest: landed.billed, transform: transformed.billed });
      io.print(`${parts.join('\n')}\n${bill}`);
    }
    return ok ? EXIT_DONE : EXIT_FAILED;
  },
});
