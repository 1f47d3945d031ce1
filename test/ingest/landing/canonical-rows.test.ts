import { describe, expect, it } from 'vitest';
import { canonicalRow, hashRows } from '../../../ingest/landing/canonical-rows.js';
import { rawTable } from '../../../warehouse/raw-table.js';

const table = rawTable('t', 'batch_id name count:INT64 price:NUMERIC is_on:BOOL day:DATE at:TIMESTAMP');

describe('canonicalRow', () => {
  it('is the same for a row as we write it and as an engine reads it back', () => {
    const written = {
      batch_id: 'a',
      name: 'n',
      count: 5,
      price: '2.50',
      is_on: true,
      day: '2026-11-04',
      at: '2026-11-04T10:00:00.000Z',
    };
    const readBack = {
      batch_id: 'b',
      name: 'n',
      count: '5',
      price: '2.500000000',
      is_on: true,
      day: '2026-11-04',
      at: '2026-11-04 10:00:00+00',
    };
    expect(canonicalRow(table, readBack)).toBe(canonicalRow(table, written));
  });

  it('tells nothing from empty text and from zero', () => {
    const rows = [{ name: null }, { name: '' }, { name: null, count: 0 }];
    expect(new Set(rows.map((row) => canonicalRow(table, row))).size).toBe(3);
    expect(canonicalRow(table, {})).toBe(canonicalRow(table, { name: null, count: null }));
  });
});

describe('hashRows', () => {
  it('does not depend on the order, but on how often a row is there', () => {
    const a = { name: 'a', count: 1 };
    const b = { name: 'b', count: 2 };
    expect(hashRows(table, [a, b])).toBe(hashRows(table, [b, a]));
    expect(hashRows(table, [a, a])).not.toBe(hashRows(table, [a]));
    expect(hashRows(table, [])).not.toBe(hashRows(table, [a]));
  });
});
