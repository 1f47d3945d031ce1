import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../warehouse/package-root.js';
import { UserError } from '../warehouse/user-error.js';
import { type Alias, type AliasEntry, aliasId, aliasSchema } from './alias.js';
import { type Rate, type RateEntry, rateSchema } from './rate.js';
import { readCsvLines } from './read-csv-lines.js';

/** The rate and alias books of one folder, with the place of every line. */
export interface Books {
  readonly rates: readonly RateEntry[];
  readonly aliases: readonly AliasEntry[];
}

/** Reads the books: `rates/*.csv` and `aliases.csv` of a folder, by default the ones that come with the package. */
export function readBooks(folder = packagedBooks()): Books {
  return { rates: readRateEntries(folder), aliases: readAliasEntries(folder) };
}

/** The rows of the raw table `rates`. Prices are the decimal text of the book, effective ranges half-open UTC days. */
export function readRates(folder = packagedBooks()): Rate[] {
  return readRateEntries(folder).map((entry) => entry.rate);
}

/** The rows of the raw table `model_aliases`. */
export function readAliases(folder = packagedBooks()): Alias[] {
  return readAliasEntries(folder).map((entry) => entry.alias);
}

function readRateEntries(folder: string): RateEntry[] {
  const ratesFolder = join(folder, 'rates');
  const files = existsSync(ratesFolder)
    ? readdirSync(ratesFolder)
        .filter((name) => name.endsWith('.csv'))
        .sort()
    : [];
  if (files.length === 0) throw new UserError(`no rate book (*.csv) in ${ratesFolder}: name the folder of the books`);
  return files.flatMap((name) => {
    const text = readFileSync(join(ratesFolder, name), 'utf8');
    return readCsvLines(text, `pricing/rates/${name}`, rateSchema).map(({ value, line }) => {
      const { compiled_at: _compiledAt, note, ...rate } = value;
      return { rate, note, place: `pricing/rates/${name}:${line}` };
    });
  });
}

function readAliasEntries(folder: string): AliasEntry[] {
  const path = join(folder, 'aliases.csv');
  if (!existsSync(path)) throw new UserError(`${path} is missing: name the folder of the books`);
  return readCsvLines(readFileSync(path, 'utf8'), 'pricing/aliases.csv', aliasSchema).map(({ value, line }) => ({
    alias: { alias_id: aliasId(value), ...value },
    place: `pricing/aliases.csv:${line}`,
  }));
}

function packagedBooks(): string {
  return join(packageRoot(), 'pricing');
}
