import type { IngestOptions } from '../../ingest/ingest-types.js';
import { UserError } from '../../warehouse/user-error.js';
import { EXIT_DONE, EXIT_FAILED } from '../cli-io.js';
import { defineCommand } from '../define-command.js';
import { formatJson } from '../output/format-rows.js';
import { parseCount, parseDay, parseList } from '../parse-options.js';
import { readConfig, withWriter } from '../session.js';
import { forgetFile } from '../steps/forget-file.js';
import { billedToJson, measureBilled, renderBilled } from '../steps/measure-billed.js';
import { ensureRaw, runIngest, runReference } from '../steps/run-ingest.js';
import { ingestToJson, joinIngests, renderIngest } from '../steps/summarize-ingest.js';

/** Lands what the models read: of named sources alone, else all of it, for whatever runs the models next. */
export const ingestCommand = defineCommand({
  usage: 'ingest [source..]',
  summary: 'Land raw data: rates and registry, provider reports, gateway logs',
  examples: [
    ['ingest', 'rates, registry and every configured source, from where the last pull ended'],
    ['ingest openai --from 2026-10-01 --to 2026-11-01', 'only the OpenAI accounts: October again'],
    ['ingest --forget logs/litellm-7.jsonl', 'take a landed log file back, to mend it and land it again'],
  ],
  options: (parser) =>
    parser
      .positional('source', {
        type: 'string',
        array: true,
        describe: 'Only these: source ids, types, accounts or gateways (`tokenledger sources` lists them)',
      })
      .option('from', { type: 'string', requiresArg: true, describe: 'First UTC day' })
      .option('to', { type: 'string', requiresArg: true, describe: 'UTC day after the last; today when left out' })
      .option('trailing-days', {
        type: 'string',
        requiresArg: true,
        describe: 'Days before the last pull to pull again, because providers restate; 3 when left out',
      })
      .option('forget', {
        type: 'string',
        requiresArg: true,
        describe: 'Only take back a landed log file: its name, or the id of its batch (`tokenledger runs --json`)',
      }),
  run: async (options, io) => {
    const config = readConfig(options, io);
    if (options.forget !== undefined) {
      refuseWithForget(options);
      return forgetFile(config, options.forget, options.json, io);
    }
    const pull = ingestOptions(options);
    const { result, billed } = await withWriter(config, 'ingest', io, (warehouse) =>
      measureBilled(warehouse, async () => {
        await ensureRaw(warehouse);
        const isAll = parseList(options.source).length === 0;
        const reference = isAll ? [await runReference(config, warehouse, io)] : [];
        return { reference, sources: await runIngest(config, pull, warehouse, io) };
      }),
    );
    const all = joinIngests([...result.reference, result.sources]);
    io.print(
      options.json
        ? formatJson({ ...ingestToJson(all), billed: billedToJson(billed) })
        : `${renderIngest(result.sources)}
${renderBilled({ ingest: billed })}`,
    );
    return all.ok ? EXIT_DONE : EXIT_FAILED;
  },
});

function refuseWithForget(options: Readonly<Record<string, unknown>>): void {
  const other = ['source', 'from', 'to', 'trailingDays'].find((name) => {
    const given = options[name];
    return given !== undefined && !(Array.isArray(given) && given.length === 0);
  });
  if (other !== undefined)
    throw new UserError('--forget takes a file back and lands nothing: give it alone, and ingest afterwards');
}

/** The options of `ingest` and `run`, checked. */
export function ingestOptions(options: {
  readonly source?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly trailingDays?: string | undefined;
}): IngestOptions {
  const from = options.from === undefined ? undefined : parseDay('--from', options.from);
  const to = options.to === undefined ? undefined : parseDay('--to', options.to);
  if (from !== undefined && to !== undefined && from >= to) {
    throw new UserError(
      `--from ${from} is not before --to ${to}: the range is half-open, --to is the day after the last`,
    );
  }
  return {
    sources: parseList(options.source),
    from,
    to,
    trailingDays: options.trailingDays === undefined ? undefined : parseCount('--trailing-days', options.trailingDays),
  };
}
