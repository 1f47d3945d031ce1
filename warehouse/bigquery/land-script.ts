import type { RawTable } from '../raw-table.js';
import type { Replacement } from '../warehouse.js';

type Parameters = Readonly<Record<string, string | readonly string[]>>;

export interface Condition {
  readonly sql: string;
  readonly params: Parameters;
}

export interface LandStep {
  readonly table: RawTable;
  readonly replace: Replacement | undefined;
  /** Full name of the loaded work table; undefined for an empty file, which only deletes. */
  readonly workTable: string | undefined;
}

export interface Script {
  readonly sql: string;
  readonly params: Parameters;
}

/**
 * One transaction that makes all loads visible at once. Values travel as query parameters; names come from our own table
 * declarations only.
 */
export function writeLandScript(steps: readonly LandStep[], rawDataset: string): Script {
  const statements: string[] = [];
  const params: Record<string, string | readonly string[]> = {};
  steps.forEach(({ table, replace, workTable }, step) => {
    const target = `\`${rawDataset}.${table.name}\``;
    if (replace !== undefined) {
      const condition = writeCondition(table, replace, `step${step}`);
      statements.push(`DELETE FROM ${target} WHERE ${condition.sql}`);
      Object.assign(params, condition.params);
    }
    if (workTable !== undefined) {
      const columns = table.columns.map(({ name }) => `\`${name}\``).join(', ');
      statements.push(`INSERT INTO ${target} (${columns}) SELECT ${columns} FROM \`${workTable}\``);
    }
  });
  return {
    sql: ['BEGIN TRANSACTION', ...statements, 'COMMIT TRANSACTION'].map((line) => `${line};`).join('\n'),
    params,
  };
}

/** The rows that a replacement names: column = value, or one of the values, for all of them, within the days. */
export function writeCondition(table: RawTable, { where, days }: Replacement, prefix: string): Condition {
  const equal = writeEquality(table, where, prefix);
  if (days === undefined) {
    if (table.requirePartitionFilter !== true) return equal;
    return { ...equal, sql: `${equal.sql} AND \`${table.partitionBy}\` >= DATE '0001-01-01'` };
  }
  const column = `\`${findColumn(table, days.column).name}\``;
  const [from, to] = [`${prefix}_from`, `${prefix}_to`];
  return {
    sql: `${equal.sql} AND ${column} >= CAST(@${from} AS DATE) AND ${column} < CAST(@${to} AS DATE)`,
    params: { ...equal.params, [from]: days.from, [to]: days.to },
  };
}

/** TRUE for no column, FALSE for no value. */
function writeEquality(table: RawTable, where: Replacement['where'], prefix: string): Condition {
  const params: Record<string, string | readonly string[]> = {};
  const terms = Object.entries(where).map(([name, value], position) => {
    const column = findColumn(table, name);
    // The client cannot tell the type of an empty list.
    if (typeof value !== 'string' && value.length === 0) return 'FALSE';
    const parameter = `${prefix}_${position}`;
    params[parameter] = value;
    if (typeof value !== 'string') return `\`${column.name}\` IN UNNEST(@${parameter})`;
    const reference = column.type === 'STRING' ? `@${parameter}` : `CAST(@${parameter} AS ${column.type})`;
    return `\`${column.name}\` = ${reference}`;
  });
  return { sql: terms.length === 0 ? 'TRUE' : terms.join(' AND '), params };
}

function findColumn(table: RawTable, name: string) {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`raw table ${table.name} has no column ${name}`);
  return column;
}
