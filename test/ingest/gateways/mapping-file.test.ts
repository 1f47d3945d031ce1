import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGatewayMappings, readMapping } from '../../../ingest/gateways/mapping/read-mapping.js';
import { shippedMappings } from '../../../ingest/gateways/mapping/shipped-mappings.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokenledger-mapping-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = ['mapping: own', 'version: 1'];
/** The columns that a mapping must give, from line 4 on. */
const REQUIRED = [
  'columns:',
  '  request_status: { value: success }',
  '  started_at: at',
  '  token_convention: { value: inside }',
  '  reasoning_convention: { value: inside }',
];

/** What is said about a mapping file, without its folder. */
async function faultsOf(lines: readonly string[]): Promise<string> {
  const file = join(folder, 'own.yaml');
  writeFileSync(file, lines.join('\n'));
  try {
    await readMapping(file);
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return 'none';
}

const faultOf = (column: string) => faultsOf([...HEAD, ...REQUIRED, `  ${column}`]);

describe('a mapping file', () => {
  it('is read, with what it extends', async () => {
    expect(await faultsOf([...HEAD, ...REQUIRED])).toBe('none');
    const file = join(folder, 'own.yaml');
    writeFileSync(file, 'mapping: own\nversion: 7\nextends: litellm-spend-logs\ncolumns: { request_id: call_id }\n');
    const mapping = await readMapping(file);
    expect(mapping.version).toBe('7+1');
    expect(mapping.columns.get('request_id')).toEqual({ kind: 'first', paths: ['call_id'] });
    expect(mapping.columns.get('started_at')).toEqual({ kind: 'first', paths: ['startTime'] });
    expect(mapping.tags).toEqual(['request_tags', 'metadata.spend_logs_metadata']);
  });

  it.each([
    ['reqest_id: id', 'own.yaml:8: columns.reqest_id: unknown key; did you mean "request_id"?'],
    [
      'request_id: usage..id',
      'own.yaml:8: columns.request_id: is not a path: write usage.input, tags[0] or "name.with.dots".x, from the top of the record',
    ],
    ['request_id: $.id', 'own.yaml:8: columns.request_id: is not a path'],
    ['request_id: [id, "a["]', 'own.yaml:8: columns.request_id[1]: is not a path'],
    ['request_id: []', 'own.yaml:8: columns.request_id: must name at least one path'],
    [
      'request_id: { path: id }',
      'own.yaml:8: columns.request_id: must be a path, a list of paths, { paths, words }, { largest: [paths] }, { value: word } or { sql: expression }',
    ],
    ['input_tokens: { largest: usage.input }', 'own.yaml:8: columns.input_tokens.largest: must be a list of paths'],
    ['input_tokens: { largest: [a..b] }', 'own.yaml:8: columns.input_tokens.largest[0]: is not a path'],
    [
      'model_id: { largest: [model, name] }',
      'own.yaml:8: columns.model_id: `largest` is for counts, and this is a text: write a list of paths',
    ],
    ['model_id: { paths: "m[", words: { a: b } }', 'own.yaml:8: columns.model_id.paths: is not a path'],
    [
      'logged_cost_unit: { value: cent }',
      'own.yaml:8: columns.logged_cost_unit: "cent" must be one of usd, cents; did you mean "cents"?',
    ],
    [
      'logged_cost_unit: { paths: currency, words: { USD: dollars } }',
      'own.yaml:8: columns.logged_cost_unit: "dollars" must be one of usd, cents',
    ],
    ['is_retrieval: { value: maybe }', 'own.yaml:8: columns.is_retrieval: "maybe" must be true or false'],
    ['input_tokens: { value: few }', 'own.yaml:8: columns.input_tokens: "few" must be a whole number'],
    [
      'has_conflicting_tags: conflict',
      'own.yaml:8: columns.has_conflicting_tags: is told by the tags of a record: leave it out',
    ],
  ])('%s', async (column, message) => expect(await faultOf(column)).toContain(message));

  it.each([
    ['(SELECT max(x) FROM t)', 'a subquery is not allowed: a column is one scalar expression over {path}'],
    ["read_text('/etc/passwd')", 'read_text() is not a scalar function'],
    ["{id} FROM read_text('/etc/passwd')", 'must be one expression: it may not read from a table'],
    ['max({id})', 'max() is not a scalar function'],
    ['count(*)', 'count_star() is not a scalar function'],
    ['row_number() OVER ()', 'a window function is not allowed'],
    ['random()', 'random() is not allowed: it depends on more than the record'],
    ['now()', 'now() is not allowed: it depends on more than the record'],
    ["current_setting('home_directory')", 'current_setting() is not allowed'],
    ["error('stop')", 'error() is not allowed'],
    ['id', 'id is not known here: write a field as {path}'],
    ['current_date', 'current_date is not known here'],
    ['{id}, {name}', 'must be one expression, not several and not a statement'],
    ['1; DROP TABLE t', 'must be one expression, not several and not a statement'],
    ['coalesce({id}', 'is not an expression that DuckDB can read: syntax error at end of input'],
    ['length({a..b})', '{a..b} is not a path'],
    [
      'no_such_function({id})',
      'cannot be computed: Catalog Error: Scalar Function with name no_such_function does not exist!',
    ],
  ])('expression %s', async (sql, message) => {
    expect(await faultOf(`session_id: { sql: ${JSON.stringify(sql)} }`)).toContain(
      `own.yaml:8: columns.session_id: ${message}`,
    );
  });

  it.each([
    ['events', 'none'],
    ['data.events', 'none'],
    ['resourceSpans[].scopeSpans[].spans', 'none'],
    ['events[]', 'own.yaml:3: records.at: must be the path of the list that holds the records'],
    ['events[0]', 'own.yaml:3: records.at: must be the path of the list that holds the records'],
    ['$.events', 'own.yaml:3: records.at: must be the path of the list that holds the records'],
  ])('records.at: %s', async (at, message) => {
    expect(await faultsOf([...HEAD, `records: { format: json, at: "${at}" }`, ...REQUIRED])).toContain(message);
  });

  it.each([
    ['call: "list_filter([{calls}], lambda call: call <> \'\')"', 'none'],
    ['call: "list_filter([{calls}], lambda call: other)"', 'own.yaml:4: fields.call: other is not known here'],
    ['call: "{a..b}"', 'own.yaml:4: fields.call: {a..b} is not a path'],
    ['call: random()', 'own.yaml:4: fields.call: random() is not allowed: it depends on more than the record'],
    ['a-b: "{id}"', 'own.yaml:4: fields.a-b: must be names of letters, digits and underscores, and expressions'],
    ['usage: "{call.usage}"', "own.yaml:4: fields.usage: {call.usage} is one of the mapping's own fields"],
  ])('fields: %s', async (field, message) => {
    const fields = ['fields:', `  ${field}`, ...(field.startsWith('call') ? [] : ['  call: "{calls}"'])];
    expect(await faultsOf([...HEAD, ...fields, ...REQUIRED])).toContain(message);
  });

  it('says that `each` names no field', async () => {
    expect(await faultsOf([...HEAD, 'fields: { call: "{calls}" }', 'each: cal', ...REQUIRED])).toBe(
      'own.yaml:4: each: there is no "cal" among `fields`; did you mean "call"?',
    );
  });

  it('says which formats there are, and that only JSON has lists', async () => {
    expect(await faultsOf([...HEAD, 'records: { format: xml }', ...REQUIRED])).toContain(
      'own.yaml:3: records.format: must be json (one object a line, or one array), csv or parquet',
    );
    expect(await faultsOf([...HEAD, 'records: { format: csv, at: rows }', ...REQUIRED])).toContain(
      'own.yaml:3: records.at: is for json only: a row of a CSV or Parquet file is one record',
    );
  });

  it('says what it extends when there is no such mapping', async () => {
    expect(await faultsOf([...HEAD, 'extends: litellm-spend-log', ...REQUIRED])).toBe(
      'own.yaml:3: extends: no mapping "litellm-spend-log" comes with Token Ledger; did you mean "litellm-spend-logs"?',
    );
  });

  it('says every mistake at once', async () => {
    const faults = await faultsOf([
      ...HEAD,
      'columns:',
      '  started_at: at',
      '  token_convention: { value: outside }',
      '  model: model',
      '  session_id: { sql: random() }',
      'tags: labels',
    ]);
    expect(faults.split('\n')).toEqual([
      '6 problems:',
      'own.yaml:3: columns.request_status: must be given: a request without it cannot be landed (its words: success, failure)',
      'own.yaml:3: columns.reasoning_convention: must be given: a request without it cannot be landed (its words: inside, beside, unknown)',
      'own.yaml:5: columns.token_convention: "outside" must be one of inside, beside, unknown',
      expect.stringMatching(/^own\.yaml:6: columns\.model: unknown key/),
      'own.yaml:7: columns.session_id: random() is not allowed: it depends on more than the record',
      'own.yaml:8: tags: must be a list of paths',
    ]);
  });
});

describe('the mappings that come with the package', () => {
  it('are valid, named like their file, and of a gateway', async () => {
    for (const { file, name, gateway } of shippedMappings()) {
      const mapping = await readMapping(file);
      expect([mapping.name, mapping.gateway]).toEqual([name, gateway]);
      expect(gateway).toBeDefined();
    }
  });

  it('are read one gateway at a time', () => {
    expect(readGatewayMappings('litellm').map(({ name }) => name)).toEqual([
      'litellm-spend-logs',
      'litellm-standard-logging',
    ]);
    expect(readGatewayMappings('none')).toEqual([]);
  });
});
