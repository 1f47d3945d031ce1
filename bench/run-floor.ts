import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openSession } from '../warehouse/duckdb/duckdb-session.js';
import { packageRoot } from '../warehouse/package-root.js';
import { LANDING_FLOOR } from './landing-floor.js';
import { workFloor } from './work-floor.js';

/** Runs a floor in a database file of its own, opened with the product's own settings. */
export async function runFloor(folder: string, upTo: 'landing' | 'chargeback'): Promise<void> {
  const path = join(folder, 'floor.duckdb');
  await rm(path, { force: true });
  const session = await openSession({ type: 'duckdb', path }, 'write');
  try {
    const [connection] = await session.connections(1);
    if (connection === undefined) throw new Error('no connection for the floor');
    await connection.run(LANDING_FLOOR, [join(folder, 'logs', '*')]);
    if (upTo === 'landing') return;
    const books = join(packageRoot(), 'pricing');
    const statements = workFloor({ rates: join(books, 'rates', '*.csv'), aliases: join(books, 'aliases.csv') });
    for (const statement of statements) await connection.run(statement);
    const priced = await connection.runAndReadAll('SELECT count(*) FROM chargeback WHERE is_priced');
    if (Number(priced.getRows()[0]?.[0] ?? 0) === 0) throw new Error('the work floor priced nothing');
  } finally {
    session.close();
    await rm(path, { force: true });
  }
}
