import { describe, expect, it } from 'vitest';
import { describeTable, missingMetadata } from '../../../warehouse/bigquery/ensure-raw-tables.js';
import { describeResult, readRow } from '../../../warehouse/bigquery/read-row.js';
import { rawTable } from '../../../warehouse/raw-table.js';

const costs = rawTable('openai_costs', 'account usage_date:DATE amount:NUMERIC', {
  partitionBy: 'usage_date',
  clusterBy: ['account'],
});

it('describes a table with its partitions and clusters', () => {
  expect(describeTable(costs)).toEqual({
    schema: {
      fields: [
        { name: 'account', type: 'STRING', mode: 'NULLABLE' },
        { name: 'usage_date', type: 'DATE', mode: 'NULLABLE' },
        { name: 'amount', type: 'NUMERIC', mode: 'NULLABLE' },
      ],
    },
    labels: { tokenledger: 'raw' },
    timePartitioning: { type: 'DAY', field: 'usage_date' },
    clustering: { fields: ['account'] },
  });
});

it('adds only what is missing', () => {
  const fields = [{ name: 'Account' }, { name: 'usage_date' }];
  const amount = { name: 'amount', type: 'NUMERIC', mode: 'NULLABLE' };
  expect(missingMetadata(costs, { schema: { fields } })).toEqual({ schema: { fields: [...fields, amount] } });
  const complete = { schema: { fields: [...fields, amount] } };
  expect(missingMetadata(costs, complete)).toEqual({});
  const large = { ...costs, requirePartitionFilter: true };
  expect(describeTable(large)).toMatchObject({ requirePartitionFilter: true });
  expect(missingMetadata(large, complete)).toEqual({ requirePartitionFilter: true });
  expect(missingMetadata(large, { ...complete, requirePartitionFilter: true })).toEqual({});
});

describe('readRow', () => {
  const fields = [
    { name: 'n', type: 'NUMERIC' },
    { name: 'i', type: 'INTEGER' },
    { name: 'd', type: 'DATE' },
    { name: 't', type: 'TIMESTAMP' },
    { name: 'b', type: 'BOOLEAN' },
    { name: 'a', type: 'INTEGER', mode: 'REPEATED' },
  ];
  it('unwraps the values of the client', () => {
    const row = {
      n: { toFixed: () => '0.000000001' },
      i: { value: '9007199254740993' },
      d: { value: '2026-01-02' },
      t: { value: '2026-01-02T03:04:05.120000000Z' },
      b: false,
      a: [1, 2],
    };
    expect(readRow(row, fields)).toEqual({
      n: '0.000000001',
      i: '9007199254740993',
      d: '2026-01-02',
      t: '2026-01-02T03:04:05.12Z',
      b: false,
      a: '[1,2]',
    });
    expect(readRow({}, fields)).toEqual({ n: null, i: null, d: null, t: null, b: null, a: null });
  });
  it('names the types', () => {
    expect(describeResult(fields).map(({ type }) => type)).toEqual([
      'NUMERIC',
      'INT64',
      'DATE',
      'TIMESTAMP',
      'BOOL',
      'STRING',
    ]);
  });
});
