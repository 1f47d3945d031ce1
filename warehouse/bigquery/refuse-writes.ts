import { UserError } from '../user-error.js';
import { isSignificant, tokenize } from './tokenize.js';

/** Refuses whatever is not one SELECT before it is sent: a dry run of a script says SCRIPT, and an emulator's always SELECT. */
export function refuseWrites(sql: string): void {
  const words = tokenize(sql)
    .filter(isSignificant)
    .map(({ text }) => text);
  while (words.at(-1) === ';') words.pop();
  if (words.length === 0) throw new UserError('the query is empty: give one SELECT statement');
  if (words.includes(';')) throw new UserError('only one statement can be run at a time: give one SELECT statement');
  const start = words.find((word) => word !== '(') ?? '(';
  if (!['SELECT', 'WITH'].includes(start.toUpperCase()))
    throw new UserError(
      `only SELECT is allowed and this begins with "${start}": use BigQuery's own console to change data`,
    );
}
