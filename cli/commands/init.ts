import { access, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../../warehouse/user-error.js';
import { EXIT_DONE } from '../cli-io.js';
import { loadConfig } from '../config.js';
import { defineCommand } from '../define-command.js';
import { CONFIG_TEMPLATE, REGISTRY_TEMPLATE } from '../init/config-template.js';
import { BUDGETS_TEMPLATE, CONTRACTS_TEMPLATE, INVOICES_TEMPLATE, METRICS_TEMPLATE } from '../init/csv-templates.js';
import { formatJson } from '../output/format-rows.js';
import { writeFileAtomically } from '../output/write-file-atomically.js';

/** The files one starts with. */
export const initCommand = defineCommand({
  usage: 'init',
  summary: 'Write a commented tokenledger.yaml with example registry, budgets and metrics',
  examples: [
    ['init', 'into the current folder'],
    ['init --config ./finops/tokenledger.yaml', 'into another folder'],
  ],
  options: (parser) =>
    parser.option('force', { type: 'boolean', default: false, describe: 'Overwrite files that are there' }),
  run: async (options, io) => {
    const config = resolve(io.workingDirectory, options.config);
    const files: readonly (readonly [string, string])[] = [
      [config, CONFIG_TEMPLATE],
      [join(dirname(config), 'registry.yaml'), REGISTRY_TEMPLATE],
      [join(dirname(config), 'budgets.csv'), BUDGETS_TEMPLATE],
      [join(dirname(config), 'business_metrics.csv'), METRICS_TEMPLATE],
      [join(dirname(config), 'invoices.csv'), INVOICES_TEMPLATE],
      [join(dirname(config), 'contracts.csv'), CONTRACTS_TEMPLATE],
    ];
    if (!options.force) await refuseExisting(files.map(([file]) => file));
    for (const [file, text] of files) await writeFileAtomically(file, (draft) => writeFile(draft, text));
    loadConfig(config);
    io.print(options.json ? formatJson(files.map(([file]) => file)) : `${files.map(([file]) => file).join('\n')}\n`);
    io.writeError(
      `Next: fill in ${basename(config)} and registry.yaml, set the keys in the environment, then \`tokenledger doctor\` and \`tokenledger run\`.\n`,
    );
    return EXIT_DONE;
  },
});

async function refuseExisting(files: readonly string[]): Promise<void> {
  const there: string[] = [];
  for (const file of files) {
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      there.push(file);
  }
  if (there.length > 0)
    throw new UserError(`already there: ${there.join(', ')}. Nothing was written; --force overwrites`);
}
