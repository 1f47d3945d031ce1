import { existsSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { forget } from '../../ingest/ingest.js';
import type { ForgottenFile } from '../../ingest/landing/forget-files.js';
import { formatCount } from '../../report/text/format-amount.js';
import { type CliIo, EXIT_DONE, type ExitCode } from '../cli-io.js';
import type { Config } from '../config.js';
import { formatJson } from '../output/format-rows.js';
import { packageVersion } from '../package-version.js';
import { withWriter } from '../session.js';

/** Takes a landed log file back and says what to do next. */
export async function forgetFile(config: Config, written: string, isJson: boolean, io: CliIo): Promise<ExitCode> {
  const path = resolve(io.workingDirectory, written);
  const belowConfig = relative(config.directory, path).split(sep).join('/');
  const files = await withWriter(config, 'ingest --forget', io, (warehouse) =>
    forget(config, [written, belowConfig, path], {
      warehouse,
      now: io.now,
      log: (line) => io.writeError(`${line}\n`),
      codeVersion: packageVersion(),
    }),
  );
  const stillThere = [...new Set(files.map(({ name }) => name))].filter((name) =>
    existsSync(resolve(config.directory, name)),
  );
  io.print(isJson ? formatJson(toJson(files, stillThere)) : `${render(written, files, stillThere).join('\n')}\n`);
  return EXIT_DONE;
}

function render(written: string, files: readonly ForgottenFile[], stillThere: readonly string[]): string[] {
  if (files.length === 0)
    return [`Nothing to forget: the rows of ${written} are not there any more, taken back or replaced earlier.`];
  return [
    ...files.map(
      ({ name, batchId, rows, days }) =>
        `Forgot ${name} (batch ${batchId}): ${formatCount(rows)} rows of ${describeDays(days)} are no longer landed.`,
    ),
    'The marts still hold them: `tokenledger transform` computes their days again.',
    ...stillThere.map(
      (name) =>
        `${name} is still there, and its bytes are not known any more: the next \`ingest\` or \`run\` lands it again. ` +
        'Mend it or move it away first.',
    ),
  ];
}

function describeDays(days: readonly string[]): string {
  if (days.length === 0) return 'no day';
  return days.length === 1 ? String(days[0]) : `${days.length} days, ${days[0]} to ${days.at(-1)},`;
}

function toJson(files: readonly ForgottenFile[], stillThere: readonly string[]): unknown {
  return {
    ok: true,
    forgotten: files.map(({ name, batchId, sourceId, rows, days }) => ({
      batch_id: batchId,
      source_id: sourceId,
      object_uri: name,
      rows,
      days,
      lands_again: stillThere.includes(name),
    })),
  };
}
