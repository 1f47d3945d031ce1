import { EXIT_DONE, EXIT_FAILED } from '../cli-io.js';
import { defineCommand } from '../define-command.js';
import { formatJson } from '../output/format-rows.js';
import { parseList } from '../parse-options.js';
import { readConfig, withWriter } from '../session.js';
import { billedToJson, measureBilled, renderBilled } from '../steps/measure-billed.js';
import { runTransform, summarizeTransform } from '../steps/run-transform.js';

/** Runs the models and the assertions on what has been landed. */
export const transformCommand = defineCommand({
  usage: 'transform',
  summary: 'Run the models on the configured engine, then the assertions',
  examples: [
    ['transform', 'the days that changed since the last complete transform'],
    ['transform --full-refresh', 'everything, from the raw tables'],
    ['transform --actions marts.spend_daily --include-deps', 'one mart and what it needs'],
  ],
  options: (parser) =>
    parser
      .option('full-refresh', {
        type: 'boolean',
        default: false,
        describe: 'Rebuild incremental tables from the start',
      })
      .option('tags', { type: 'string', array: true, requiresArg: true, describe: 'Only actions with these tags' })
      .option('actions', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'Only these actions, schema.name',
      })
      .option('include-deps', { type: 'boolean', default: false, describe: 'Also what the chosen actions depend on' }),
  run: async (options, io) => {
    const config = readConfig(options, io);
    const tags = parseList(options.tags);
    const actions = parseList(options.actions);
    const { result, billed } = await withWriter(config, 'transform', io, (warehouse) =>
      measureBilled(warehouse, () =>
        runTransform(
          warehouse,
          {
            fullRefresh: options.fullRefresh,
            includeDependencies: options.includeDeps,
            ...(tags.length === 0 ? {} : { tags }),
            ...(actions.length === 0 ? {} : { actions }),
          },
          io,
        ),
      ),
    );
    const ended = result.events.filter((event) => event.status !== 'running');
    io.print(
      options.json
        ? formatJson({
            ok: result.ok,
            actions: ended,
            restated_months: result.restated,
            billed: billedToJson(billed),
          })
        : `${summarizeTransform(result)}\n${renderBilled({ transform: billed })}`,
    );
    return result.ok ? EXIT_DONE : EXIT_FAILED;
  },
});
