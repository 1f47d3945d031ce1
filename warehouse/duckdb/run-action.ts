import type { DuckDBConnection } from '@duckdb/node-api';
import { type CheckedQuery, checkColumns } from './check-columns.js';
import type { Action, ActionWork, Build } from './graph-actions.js';
import { readResult } from './read-result.js';
import { inTransaction, rollback } from './transaction.js';
import { quoteName } from './translate/names.js';
import type { Statement } from './translate/translate.js';
import { writeComments } from './write-comments.js';

const SHOWN_ROWS = 5;

/** One step of an action: a statement, or the query it is about. */
type Step = Statement | { readonly kind: 'main'; readonly run: () => Promise<void> };

/** Builds one table or view and describes it, runs operations, or checks an assertion. Whatever fails leaves nothing behind. */
export async function runAction(
  connection: DuckDBConnection,
  action: Action,
  work: ActionWork,
  fullRefresh: boolean,
): Promise<void> {
  await runWork(connection, action, work, fullRefresh);
  if (work.kind === 'view') await writeComments(connection, action, 'VIEW');
  if (work.kind === 'table' || work.kind === 'incremental') await writeComments(connection, action, 'TABLE');
}

async function runWork(
  connection: DuckDBConnection,
  action: Action,
  work: ActionWork,
  fullRefresh: boolean,
): Promise<void> {
  const table = `${quoteName(action.target.schema)}.${quoteName(action.target.name)}`;
  switch (work.kind) {
    case 'assertion':
      return checkAssertion(connection, work.query);
    case 'operations':
      return runSteps(connection, work.statements);
    case 'view':
      return inTransaction(connection, async () => {
        await dropOther(connection, action, 'VIEW');
        const { sql } = await checkColumns(connection, work.query);
        await connection.run(`CREATE OR REPLACE VIEW ${table} AS ${sql}`);
      });
    case 'table':
      return build(connection, action, table, work.build);
    default: {
      const existing = await readTableColumns(connection, action);
      const isRebuilt = existing === undefined || (fullRefresh && !work.isProtected);
      if (isRebuilt) return build(connection, action, table, work.build);
      return insert(connection, table, existing, work.increment);
    }
  }
}

function build(connection: DuckDBConnection, action: Action, table: string, work: Build): Promise<void> {
  const main = async (): Promise<void> => {
    await dropOther(connection, action, 'BASE TABLE');
    const { sql } = await checkColumns(connection, work.query);
    await connection.run(`CREATE OR REPLACE TABLE ${table} AS ${sql}`);
  };
  return runSteps(connection, [...work.before, { kind: 'main', run: main }, ...work.after]);
}

type Columns = readonly { readonly name: string; readonly type: string }[];

function insert(connection: DuckDBConnection, table: string, existing: Columns, work: Build): Promise<void> {
  const main = async (): Promise<void> => {
    const query = await checkColumns(connection, work.query);
    refuseDrift(existing, query);
    const names = query.columns.map(({ name }) => quoteName(name)).join(', ');
    await connection.run(`INSERT INTO ${table} (${names}) ${query.sql}`);
  };
  return runSteps(connection, [...work.before, { kind: 'main', run: main }, ...work.after]);
}

function refuseDrift(existing: Columns, query: CheckedQuery): void {
  const types = (columns: Columns) => new Map(columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const [before, now] = [types(existing), types(query.columns)];
  const changes = [
    ...[...now.keys()].filter((name) => !before.has(name)).map((name) => `${name} is new`),
    ...[...before.keys()].filter((name) => !now.has(name)).map((name) => `${name} is gone`),
    ...[...now]
      .filter(([name, type]) => before.has(name) && before.get(name) !== type)
      .map(([name]) => `${name} changed its type`),
  ];
  if (changes.length > 0)
    throw new Error(`the columns of the model changed (${changes.join(', ')}): run transform --full-refresh once`);
}

/**
 * Runs steps in order, as the one script Dataform would send: in one transaction, unless the script manages its own.
 */
async function runSteps(connection: DuckDBConnection, steps: readonly Step[]): Promise<void> {
  const runStep = async (step: Step): Promise<void> => {
    if (step.kind === 'main') await step.run();
    else await connection.run(step.sql);
  };
  if (!steps.some(({ kind }) => kind === 'begin' || kind === 'commit'))
    return inTransaction(connection, async () => {
      for (const step of steps) await runStep(step);
    });
  let isOpen = false;
  try {
    for (const step of steps) {
      await runStep(step);
      if (step.kind === 'begin') isOpen = true;
      if (step.kind === 'commit') isOpen = false;
    }
    if (isOpen) throw new Error('BEGIN TRANSACTION without COMMIT TRANSACTION');
  } catch (error) {
    await rollback(connection);
    throw error;
  }
}

async function checkAssertion(connection: DuckDBConnection, query: string): Promise<void> {
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM (${query})`);
  const count = Number(counted.getRows()[0]?.[0] ?? 0);
  if (count === 0) return;
  const { rows } = readResult(await connection.runAndReadAll(`SELECT * FROM (${query}) LIMIT ${SHOWN_ROWS}`));
  const shown = rows.map(
    (row) =>
      `  ${Object.entries(row)
        .map(([name, cell]) => `${name}=${cell ?? 'NULL'}`)
        .join(' ')}`,
  );
  const intro =
    count === 1
      ? '1 row breaks it'
      : `${count} rows break it${count > rows.length ? `, the first ${rows.length}` : ''}`;
  throw new Error(`${intro}:\n${shown.join('\n')}`);
}

/** A model that was a table and is a view now, or the other way round, has to make room first. */
async function dropOther(connection: DuckDBConnection, action: Action, wanted: 'VIEW' | 'BASE TABLE'): Promise<void> {
  const found = await connection.runAndReadAll(
    'SELECT table_type FROM information_schema.tables WHERE table_catalog = current_database() AND table_schema = $1 AND table_name = $2',
    [action.target.schema, action.target.name],
  );
  const type = found.getRows()[0]?.[0];
  if (type === undefined || type === wanted) return;
  const table = `${quoteName(action.target.schema)}.${quoteName(action.target.name)}`;
  await connection.run(`DROP ${type === 'VIEW' ? 'VIEW' : 'TABLE'} ${table}`);
}

/** Columns of the table as it is, or undefined when there is none. */
async function readTableColumns(connection: DuckDBConnection, action: Action): Promise<Columns | undefined> {
  const found = await connection.runAndReadAll(
    `SELECT column_name, data_type FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)
     WHERE database_name = current_database() AND schema_name = $1 AND table_name = $2`,
    [action.target.schema, action.target.name],
  );
  const columns = found.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
  return columns.length === 0 ? undefined : columns;
}
