import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkLog, type LogCheck } from '../../ingest/gateways/check/check-log.js';
import { type Mapping, readMapping } from '../../ingest/gateways/mapping/read-mapping.js';
import { type CliIo, EXIT_DONE, EXIT_FAILED } from '../cli-io.js';
import { defaultTags } from '../config/config-schema.js';
import { defineCommand, type GlobalOptions } from '../define-command.js';
import { formatLogCheck } from '../output/format-log-check.js';
import { formatJson } from '../output/format-rows.js';
import { readConfig } from '../session.js';

/** Is a mapping sound, and what does it make of a log. Nothing is written. */
export const mappingCheckCommand = defineCommand({
  usage: 'check <file> [log]',
  summary: 'Validate a mapping file; with a log, show what it makes of the first 1,000 records',
  examples: [
    ['mapping check my-gateway.yaml', 'is it sound'],
    ['mapping check my-gateway.yaml logs/today.jsonl.gz', 'what becomes of the records, and what is missed'],
  ],
  options: (parser) =>
    parser
      .positional('file', { type: 'string', demandOption: true, describe: 'The mapping' })
      .positional('log', { type: 'string', describe: 'A log file, plain, gzip or zstd' }),
  run: async (options, io) => {
    const mapping = await readMapping(resolve(io.workingDirectory, options.file));
    if (options.log === undefined) {
      const sound = `${options.file} is sound: mapping ${mapping.name}, version ${mapping.version}, ${mapping.columns.size} columns. Name a log to see what it makes of it.\n`;
      io.print(options.json ? formatJson(describe(mapping)) : sound);
      return EXIT_DONE;
    }
    const check = await checkLog(mapping, resolve(io.workingDirectory, options.log), {
      ...settings(options, io),
      now: io.now(),
    });
    io.print(options.json ? formatJson({ ...describe(mapping), log: toJson(check) }) : formatLogCheck(mapping, check));
    return check.records > check.rejected + check.leftOut ? EXIT_DONE : EXIT_FAILED;
  },
});

/** Tags and e-mail addresses as the configuration wants them, where there is one. */
function settings(options: GlobalOptions, io: CliIo) {
  const isDefault = options.config === './tokenledger.yaml';
  if (isDefault && !existsSync(resolve(io.workingDirectory, options.config)))
    return { tags: defaultTags, keepEmails: false };
  const { tags, privacy } = readConfig(options, io);
  return { tags, keepEmails: privacy.keep_emails };
}

function describe({ name, version, columns }: Mapping) {
  return { mapping: name, version, columns: [...columns.keys()] };
}

function toJson(check: LogCheck) {
  return {
    path: check.path,
    layout: check.format.layout,
    compression: check.format.compression,
    records: check.records,
    rejected: check.rejected,
    left_out: check.leftOut,
    rejections: check.rejections.map(({ field, reason, records, firstLine }) => ({
      field,
      reason,
      records,
      first_line: firstLine,
    })),
    columns: check.columns.map(({ column, isRequired, isMapped, records, from, example }) => ({
      column,
      is_required: isRequired,
      is_mapped: isMapped,
      records,
      from,
      example,
    })),
    unreadable: check.unreadable.map(({ column, records, firstRecord }) => ({
      column,
      records,
      first_record: firstRecord,
    })),
    unknown_fields: check.unknownFields,
    warnings: check.warnings,
  };
}
