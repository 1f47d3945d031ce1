import { describe, expect, it } from 'vitest';
import { addDatasetPrefix, stripPrefix } from '../../../warehouse/bigquery/dataset-names.js';

const unchanged = (sql: string) => expect(addDatasetPrefix(sql, 'tl_')).toBe(sql);

describe('addDatasetPrefix', () => {
  it.each([
    ['select * from marts.spend_daily', 'select * from tl_marts.spend_daily'],
    [
      'SELECT a.x FROM MARTS.a AS a JOIN `costs`.b USING (k)',
      'SELECT a.x FROM tl_marts.a AS a JOIN `tl_costs`.b USING (k)',
    ],
    ['select 1 from `marts.spend_daily`', 'select 1 from `tl_marts.spend_daily`'],
    ['select 1 from marts.a, raw.b where a.x = b.x', 'select 1 from tl_marts.a, tl_raw.b where a.x = b.x'],
    [
      'with a as (select 1 from usage.t) select (select max(x) from staging.s) from a',
      'with a as (select 1 from tl_usage.t) select (select max(x) from tl_staging.s) from a',
    ],
    [
      'select 1 from (marts.a join marts.b using (k)), (select 2 from marts.c)',
      'select 1 from (tl_marts.a join tl_marts.b using (k)), (select 2 from tl_marts.c)',
    ],
    ['select x from /* where? */ marts . a', 'select x from /* where? */ tl_marts . a'],
  ])('%s', (sql, expected) => expect(addDatasetPrefix(sql, 'tl_')).toBe(expected));

  it('leaves strings and comments alone', () => {
    unchanged(`select 'from marts.a', "from raw.b", r'\\d', '''from marts.c''' -- from marts.d`);
    unchanged('select 1 # from marts.a\n');
    unchanged("select 'it''s', 'a\\' from marts.a'");
  });

  it('leaves aliases, columns and longer paths alone', () => {
    unchanged('select costs.amount, costs.day from t as costs, u where costs.amount > usage.x');
    unchanged('select extract(day from usage.started_at) from t as usage');
    unchanged('select 1 from my_project.marts.a');
    unchanged('select 1 from `my-project.marts.a`');
    unchanged('select marts.x from other.marts');
    unchanged('with costs as (select 1 as x), usage as (select 2 as x) select * from costs join `usage` using (x)');
  });

  it('does nothing without a prefix', () => {
    expect(addDatasetPrefix('select 1 from marts.a', '')).toBe('select 1 from marts.a');
  });
});

describe('stripPrefix', () => {
  it('gives the name people use', () => {
    expect(stripPrefix('tl_marts.spend_daily', 'tl_')).toBe('marts.spend_daily');
    expect(stripPrefix('marts.spend_daily', '')).toBe('marts.spend_daily');
  });
});
