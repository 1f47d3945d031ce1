import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Problem, printProblems } from '../../ingest/files/problems.js';
import { readReference } from '../../ingest/ingest.js';
import type { Books } from '../../pricing/read-books.js';
import type { Config } from '../config.js';
import { bookRows } from '../steps/run-ingest.js';
import { type Finding, failure, ok, warning } from './finding.js';

const KEYS = ['registry', 'budgets', 'metrics', 'invoices', 'contracts'] as const;

/** The files that the configuration names, read and checked as `run` does before it lands them. */
export function checkFiles(config: Config, books: Books): readonly Finding[] {
  // What is read is looked at and forgotten, so nothing has to be scrubbed.
  const { problems } = readReference(config, bookRows(books), (text) => text);
  return KEYS.flatMap((key): readonly Finding[] => {
    const path = config[key];
    if (path === undefined) {
      return key === 'registry'
        ? [warning('files', 'no registry: all cost is unattributed', 'name a registry in the configuration')]
        : [];
    }
    // A registry may be a folder of files.
    const found = problems.filter(({ file }) => file === path || dirname(file) === path);
    return found.length === 0 ? [ok('files', `${key}: ${path}`)] : describe(key, found, config);
  });
}

function describe(key: string, problems: readonly Problem[], config: Config): readonly Finding[] {
  const errors = printProblems(problems.filter(({ isWarning }) => isWarning !== true));
  const warnings = printProblems(problems.filter(({ isWarning }) => isWarning === true));
  return [
    ...errors.map((line) =>
      failure('files', line, `correct it, or take \`${key}\` out of ${config.file}: \`run\` stops on it`),
    ),
    ...warnings.map((line) => warning('files', line, 'correct it unless it is meant: `run` says so and goes on')),
  ];
}

/** Can the database and the state of the installation be written where they are to stand. */
export async function checkFolders(config: Config): Promise<readonly Finding[]> {
  const folders = [config.directory, ...(config.engine.type === 'duckdb' ? [dirname(config.engine.path)] : [])];
  const findings = await Promise.all(
    [...new Set(folders)].map(async (folder) =>
      (await canWrite(folder))
        ? []
        : [
            failure(
              'files',
              `${folder} cannot be written`,
              'create the folder, or give yourself the right to write to it',
            ),
          ],
    ),
  );
  return findings.flat();
}

function canWrite(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
