import { describe, expect, it } from 'vitest';
import { refuseWrites } from '../../../warehouse/bigquery/refuse-writes.js';
import { UserError } from '../../../warehouse/user-error.js';

describe('refuseWrites', () => {
  it.each([
    'select 1',
    ' /* c */ WITH a AS (SELECT 1) SELECT * FROM a;',
    '(select 1) union all (select 2)',
    "select ';'",
  ])('lets %s through', (sql) => expect(() => refuseWrites(sql)).not.toThrow());

  it.each([
    ['delete from marts.a where true', 'begins with "delete"'],
    ['select 1; drop table marts.a', 'one statement'],
    ['-- select\ncreate table x as select 1', 'begins with "create"'],
    ['begin select 1; end', 'one statement'],
    [' ; ', 'empty'],
  ])('refuses %s', (sql, message) => {
    expect(() => refuseWrites(sql)).toThrow(UserError);
    expect(() => refuseWrites(sql)).toThrow(message);
  });
});
