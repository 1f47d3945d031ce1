import { existsSync } from 'node:fs';
import { readBooks } from '../../pricing/read-books.js';
import { type CliIo, EXIT_DONE, EXIT_FAILED } from '../cli-io.js';
import type { Config } from '../config.js';
import { defineCommand, type GlobalOptions } from '../define-command.js';
import { describeError } from '../describe-error.js';
import { checkNode, checkRateBooks } from '../doctor/check-environment.js';
import { checkFiles, checkFolders } from '../doctor/check-files.js';
import { checkOwnSalt } from '../doctor/check-salt.js';
import { checkSources } from '../doctor/check-sources.js';
import { checkWarehouse, unreachable } from '../doctor/check-warehouse.js';
import { type Finding, failure, ok, warning } from '../doctor/finding.js';
import { formatJson } from '../output/format-rows.js';
import { readConfig, withWarehouse } from '../session.js';

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: 'ok     ', warning: 'warning', error: 'ERROR  ' };

/** What is misconfigured, missing or stale, and how to mend it. */
export const doctorCommand = defineCommand({
  usage: 'doctor',
  summary: 'Say what is misconfigured, missing or stale, and how to mend it',
  examples: [['doctor', 'before the first run, and whenever a figure looks odd']],
  options: (parser) => parser,
  run: async (options, io) => {
    const findings = await examine(options, io);
    const errors = findings.filter(({ level }) => level === 'error').length;
    const warnings = findings.filter(({ level }) => level === 'warning').length;
    io.print(
      options.json
        ? formatJson({ ok: errors === 0, findings })
        : `${[...findings.map(renderFinding), '', `${errors} errors, ${warnings} warnings`].join('\n')}\n`,
    );
    return errors === 0 ? EXIT_DONE : EXIT_FAILED;
  },
});

async function examine(options: GlobalOptions, io: CliIo): Promise<readonly Finding[]> {
  const findings: Finding[] = [checkNode(io.nodeVersion)];
  let config: Config;
  try {
    config = readConfig(options, io);
  } catch (error) {
    return [
      ...findings,
      failure('config', describeError(error), 'mend the file; `tokenledger init` writes one that loads'),
    ];
  }
  const books = readBooks();
  findings.push(
    ok('config', config.file),
    checkRateBooks(books),
    ...checkFiles(config, books),
    ...(await checkFolders(config)),
    ...checkOwnSalt(config, io),
    ...(await checkSources(config, io)),
  );
  // Looking must not create the database.
  if (config.engine.type === 'duckdb' && !existsSync(config.engine.path)) {
    return [...findings, warning('database', `${config.engine.path} does not exist yet`, 'tokenledger run creates it')];
  }
  try {
    findings.push(...(await withWarehouse(config, io, (warehouse) => checkWarehouse(config, warehouse, io))));
  } catch (error) {
    findings.push(unreachable(config, error));
  }
  return findings;
}

function renderFinding({ level, subject, message, remedy }: Finding): string {
  const lines = [`${MARKS[level]}  ${subject}: ${message.replaceAll('\n', '\n           ')}`];
  if (remedy !== null) lines.push(`           mend: ${remedy.replaceAll('\n', '\n           ')}`);
  return lines.join('\n');
}
