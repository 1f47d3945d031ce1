import { expect, it } from 'vitest';
import { writeLandScript } from '../../../warehouse/bigquery/land-script.js';
import { rawTable } from '../../../warehouse/raw-table.js';

const usage = rawTable('usage_report', 'account usage_date:DATE tokens:INT64', { partitionBy: 'usage_date' });

it('writes all loads as one transaction, with values as parameters', () => {
  const { sql, params } = writeLandScript(
    [
      {
        table: usage,
        workTable: 'p.tl_raw.work_1',
        replace: {
          where: { account: "o'hara" },
          days: { column: 'usage_date', from: '2026-01-01', to: '2026-01-03' },
        },
      },
      { table: usage, workTable: undefined, replace: { where: {} } },
      { table: usage, workTable: 'p.tl_raw.work_3', replace: undefined },
    ],
    'p.tl_raw',
  );
  expect(sql.split('\n')).toEqual([
    'BEGIN TRANSACTION;',
    'DELETE FROM `p.tl_raw.usage_report` WHERE `account` = @step0_0' +
      ' AND `usage_date` >= CAST(@step0_from AS DATE) AND `usage_date` < CAST(@step0_to AS DATE);',
    'INSERT INTO `p.tl_raw.usage_report` (`account`, `usage_date`, `tokens`)' +
      ' SELECT `account`, `usage_date`, `tokens` FROM `p.tl_raw.work_1`;',
    'DELETE FROM `p.tl_raw.usage_report` WHERE TRUE;',
    'INSERT INTO `p.tl_raw.usage_report` (`account`, `usage_date`, `tokens`)' +
      ' SELECT `account`, `usage_date`, `tokens` FROM `p.tl_raw.work_3`;',
    'COMMIT TRANSACTION;',
  ]);
  expect(params).toEqual({ step0_0: "o'hara", step0_from: '2026-01-01', step0_to: '2026-01-03' });
});

it('replaces by a list as an array parameter, and nothing by an empty one', () => {
  const steps = [['acme', "o'hara"], []].map((account) => ({
    table: usage,
    workTable: undefined,
    replace: { where: { account }, days: { column: 'usage_date', from: '2026-01-01', to: '2026-01-03' } },
  }));
  const { sql, params } = writeLandScript(steps, 'p.raw');
  expect(sql.split('\n').slice(1, 3)).toEqual([
    'DELETE FROM `p.raw.usage_report` WHERE `account` IN UNNEST(@step0_0)' +
      ' AND `usage_date` >= CAST(@step0_from AS DATE) AND `usage_date` < CAST(@step0_to AS DATE);',
    'DELETE FROM `p.raw.usage_report` WHERE FALSE' +
      ' AND `usage_date` >= CAST(@step1_from AS DATE) AND `usage_date` < CAST(@step1_to AS DATE);',
  ]);
  expect(params).toEqual({
    step0_0: ['acme', "o'hara"],
    step0_from: '2026-01-01',
    step0_to: '2026-01-03',
    step1_from: '2026-01-01',
    step1_to: '2026-01-03',
  });
});

it('names days of a table that BigQuery does not read without', () => {
  const large = rawTable('requests', 'batch_id usage_date:DATE', {
    partitionBy: 'usage_date',
    requirePartitionFilter: true,
  });
  const steps = [{ table: large, workTable: undefined, replace: { where: { batch_id: ['a'] } } }];
  expect(writeLandScript(steps, 'p.raw').sql.split('\n')[1]).toBe(
    "DELETE FROM `p.raw.requests` WHERE `batch_id` IN UNNEST(@step0_0) AND `usage_date` >= DATE '0001-01-01';",
  );
});

it('takes column names from the declaration only', () => {
  const replace = { where: { 'account` = account OR `account': 'x' } };
  expect(() => writeLandScript([{ table: usage, workTable: undefined, replace }], 'p.raw')).toThrow('has no column');
});
