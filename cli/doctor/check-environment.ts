import { checkBooks } from '../../pricing/check-books.js';
import type { Books } from '../../pricing/read-books.js';
import { type Finding, failure, ok } from './finding.js';

const OLDEST_NODE = [20, 19] as const;

/** Is this Node new enough. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isEnough
    ? ok('node', `Node ${version}`)
    : failure('node', `Node ${version} is too old`, `install Node ${OLDEST_NODE.join('.')} or newer`);
}

/** Are the rate books that come with the package sound. */
export function checkRateBooks(books: Books): Finding {
  const faults = checkBooks(books);
  return faults.length === 0
    ? ok('rates', `${books.rates.length} rates, ${books.aliases.length} aliases`)
    : failure(
        'rates',
        `${faults.length} faults in the rate books, first: ${faults[0]}`,
        '`tokenledger rates check` lists them',
      );
}
