import { checkBooks } from '../../pricing/check-books.js';
import { lookupRate } from '../../pricing/lookup-rate.js';
import { readBooks } from '../../pricing/read-books.js';
import { renderTable } from '../../report/text/render-table.js';
import { EXIT_DONE, EXIT_FAILED } from '../cli-io.js';
import { defineCommand } from '../define-command.js';
import { formatJson } from '../output/format-rows.js';
import { parseCount, parseDay } from '../parse-options.js';

const books = {
  type: 'string',
  requiresArg: true,
  describe: 'Folder of the books; the packaged ones when left out',
} as const;

/** What a model costs on a day, and why. */
export const ratesLookupCommand = defineCommand({
  usage: 'lookup',
  summary: 'What does this cost on that day, and why',
  examples: [
    ['rates lookup --provider openai --model gpt-5.4 --day 2026-10-15', 'all meters of a model'],
    [
      'rates lookup --provider anthropic --model claude-sonnet-4-5 --day 2026-10-15 --meter output --tier batch',
      'one meter of a tier',
    ],
  ],
  options: (parser) =>
    parser
      .option('provider', { type: 'string', demandOption: true, requiresArg: true, describe: 'Who bills' })
      .option('model', { type: 'string', demandOption: true, requiresArg: true, describe: 'Model name as reported' })
      .option('day', { type: 'string', demandOption: true, requiresArg: true, describe: 'UTC day' })
      .option('meter', { type: 'string', requiresArg: true, describe: 'Only this meter' })
      .option('tier', { type: 'string', requiresArg: true, describe: 'Service tier; standard when left out' })
      .option('region', { type: 'string', requiresArg: true, describe: 'Region scope; global when left out' })
      .option('input-tokens', {
        type: 'string',
        requiresArg: true,
        describe: 'Input of the request, for context bands',
      })
      .option('books', books),
  run: async (options, io) => {
    const answer = lookupRate(readBooks(options.books), {
      provider: options.provider,
      model: options.model,
      day: parseDay('--day', options.day),
      ...(options.meter === undefined ? {} : { meter: options.meter }),
      ...(options.tier === undefined ? {} : { serviceTier: options.tier }),
      ...(options.region === undefined ? {} : { region: options.region }),
      ...(options.inputTokens === undefined ? {} : { inputTokens: parseCount('--input-tokens', options.inputTokens) }),
    });
    const table = renderTable(
      [
        { title: 'Meter' },
        { title: 'Price', align: 'right' },
        { title: 'Per' },
        { title: 'Tier' },
        { title: 'Region' },
        { title: 'From' },
        { title: 'Until' },
      ],
      answer.rates.map((rate) => [
        rate.meter,
        `${rate.price} ${rate.currency}`,
        `${rate.unit_quantity} ${rate.unit}`,
        rate.service_tier,
        rate.region_scope,
        rate.effective_from,
        rate.effective_to ?? 'open',
      ]),
    );
    const text = [
      ...(answer.rates.length === 0 ? [] : [table, '']),
      `${answer.status}, because`,
      ...answer.why.map((line) => `- ${line}`),
    ];
    io.print(options.json ? formatJson(answer) : `${text.join('\n')}\n`);
    return answer.status === 'priced' ? EXIT_DONE : EXIT_FAILED;
  },
});

/** Are the books sound. */
export const ratesCheckCommand = defineCommand({
  usage: 'check',
  summary: 'Validate the rate and alias books',
  examples: [['rates check', 'the books that come with the package']],
  options: (parser) => parser.option('books', books),
  run: async (options, io) => {
    const read = readBooks(options.books);
    const faults = checkBooks(read);
    const summary = `${read.rates.length} rates, ${read.aliases.length} aliases: ${faults.length === 0 ? 'sound' : `${faults.length} faults`}`;
    io.print(
      options.json
        ? formatJson({ ok: faults.length === 0, rates: read.rates.length, aliases: read.aliases.length, faults })
        : `${[...faults, summary].join('\n')}\n`,
    );
    return faults.length === 0 ? EXIT_DONE : EXIT_FAILED;
  },
});
