import { quoteName, quoteText } from '../../../warehouse/duckdb/translate/names.js';
import type { TagNames } from '../../source.js';
import { type Path, printPath } from '../mapping/parse-path.js';
import type { Mapping } from '../mapping/read-mapping.js';
import { gatewayRequests } from '../request-columns.js';
import { Fields } from './fields.js';
import { planColumns, toPath, valueName, withPaths } from './plan-columns.js';
import { mayBeSensitive, scrubbedList } from './scrub-sql.js';
import { tagList } from './tags.js';

/** Columns of a relation of records that are not fields of the record. */
export const OWN = { batch: '"own batch"', gateway: '"own gateway"', place: '"own place"' } as const;

/** Stands for the field of a record that is none of the mapping's. */
export const FOREIGN = '(another format)';

/** Stands for the field of a record that is no request: it is left out, and not rejected. */
export const LEFT_OUT = '(no request)';

/** A mapping as statements over a relation of records: which fields it reads, and what they become. */
export interface CompiledMapping {
  readonly mapping: Mapping;
  /** Fields of a record that are read, as text. */
  readonly fields: readonly string[];
  /** Every path that is read of a record with its computed fields. */
  readonly paths: readonly Path[];
  /** Every column of raw.gateway_requests, for the records that can be landed. */
  landed(records: string): string;
  /** `place`, `field_path`, `reason` of the records that cannot, in order; of a record of another format `field_path` is `FOREIGN`, of one to be left out `LEFT_OUT`. */
  rejected(records: string): string;
  /** Every record: `place`, `rejection`, the columns as they would land, and `path …` with the text at each path. */
  traced(records: string): string;
}

/**
 * A mapping becomes one statement of steps, each computed once a record: fields as text, JSON below them, the text at every
 * path, the text of every column, what it parses to, its value. Nothing in it blocks, so nothing is spilled.
 */
export function compileMapping(mapping: Mapping, tagNames: TagNames): CompiledMapping {
  const fields = new Fields();
  const paths = new Map<string, Path>();
  const use = (path: Path): string => {
    paths.set(printPath(path), path);
    return quoteName(printPath(path));
  };
  const tags = mapping.tags.map((text) => use(toPath(text)));
  const recognized = mapping.recognize.map((alternative) => alternative.map((text) => use(toPath(text))));
  const skip =
    mapping.skip === undefined
      ? []
      : [`WHEN TRY_CAST(${withPaths(mapping.skip, use)} AS BOOLEAN) THEN ${quoteText(`${LEFT_OUT}|`)}`];
  const plan = planColumns(
    mapping.columns,
    tags.length === 0 ? undefined : tagNames,
    use,
    (place, text) => `CASE WHEN is_dirty THEN scrubbed[${place}] ELSE ${text} END`,
  );
  for (const path of paths.values()) fields.add(path);
  for (const text of mapping.tags) fields.addJson(toPath(text));

  const content = `concat_ws(chr(31), ${plan.texts.map(({ name }) => `coalesce(${name}, '')`).join(', ')})`;
  const unreadableContainers = fields.containers
    .filter((root) => !mapping.optional.includes(root))
    .map(
      (root) =>
        `WHEN ${fields.jsonOf(root)} IS NULL AND ${fields.valueOf([root])} IS NOT NULL THEN ${quoteText(`${root}|holds text that is not JSON`)}`,
    );
  const faults = [...unrecognized(mapping, recognized), ...skip, ...unreadableContainers, ...plan.faults];
  const rejection = `CASE ${faults.join(' ')} END AS rejection`;
  const asNamed = ({ name, sql }: { readonly name: string; readonly sql: string }) => `${sql} AS ${name}`;
  const texts = [...paths].map(([name, path]) => `${fields.valueOf(path)} AS ${quoteName(name)}`);

  const computed = (records: string, own: readonly string[]): string =>
    [
      ...fields.steps(own),
      [...own, ...fields.containers.flatMap((root) => [fields.jsonOf(root), fields.textOf(root)]), ...texts],
      ...(tags.length === 0 ? [] : [['*', `${tagList(tags, tagNames, mapping.tagPrefixes)} AS tag_list`]]),
      ['*', ...plan.texts.map(asNamed)],
      ['*', `${content} AS content`],
      ['*', `${mayBeSensitive('content')} AS is_dirty`],
      ['*', `CASE WHEN is_dirty THEN ${scrubbedList(plan.sensitive)} END AS scrubbed`],
      ['*', ...plan.parsed.map(asNamed)],
      ['*', ...plan.values.map(asNamed)],
      ['*', rejection],
    ].reduce((from, step) => `(SELECT ${step.join(',\n  ')}\nFROM ${from})`, records);

  const made: Readonly<Record<string, string>> = {
    batch_id: OWN.batch,
    gateway: OWN.gateway,
    mapping: quoteText(mapping.name),
    mapping_version: quoteText(mapping.version),
    record_hash: 'sha256(content)',
    usage_date: `CAST(${valueName('started_at')} AS DATE)`,
    unreadable_fields:
      plan.unreadable.length === 0
        ? 'CAST(NULL AS VARCHAR)'
        : `nullif(concat_ws(',', ${plan.unreadable.join(', ')}), '')`,
  };
  const row = gatewayRequests.columns
    .map(({ name }) => `${made[name] ?? valueName(name)} AS ${quoteName(name)}`)
    .join(',\n  ');
  const seen = [...paths.keys()].map((name) => `${quoteName(name)} AS ${quoteName(`path ${name}`)}`).join(', ');
  return {
    mapping,
    fields: fields.roots,
    paths: [...paths.values()],
    landed: (records) => `SELECT ${row}\nFROM ${computed(records, [OWN.batch, OWN.gateway])}\nWHERE rejection IS NULL`,
    rejected: (records) =>
      `SELECT ${OWN.place} AS place, nullif(split_part(rejection, '|', 1), '') AS field_path, split_part(rejection, '|', 2) AS reason
       FROM ${computed(records, [OWN.place])} WHERE rejection IS NOT NULL ORDER BY place`,
    traced: (records) =>
      `SELECT ${OWN.place} AS place, rejection, ${row}, ${seen}
       FROM ${computed(records, [OWN.place, OWN.batch, OWN.gateway])} ORDER BY place`,
  };
}

function unrecognized({ name, recognize }: Mapping, alternatives: readonly (readonly string[])[]): string[] {
  if (alternatives.length === 0) return [];
  const has = alternatives.map((all) => `(${all.map((text) => `${text} IS NOT NULL`).join(' AND ')})`).join(' OR ');
  const wanted = recognize.map((all) => all.join(' and ')).join(', or ');
  return [`WHEN NOT (${has}) THEN ${quoteText(`${FOREIGN}|is not a record of ${name}: it has no ${wanted}`)}`];
}
