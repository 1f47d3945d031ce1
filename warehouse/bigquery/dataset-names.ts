import { isSignificant, type Token, tokenize } from './tokenize.js';

/** The datasets of an installation, one a layer, as SQL and people name them; on BigQuery the prefix stands in front. */
export const DATASETS: readonly string[] = ['raw', 'staging', 'usage', 'costs', 'marts', 'assertions'];

/** `schema.name` as it is without the prefix. Dataform names the assertions it makes after the dataset too. */
export function stripPrefix(table: string, prefix: string): string {
  return table
    .split('.')
    .map((part) => (part.startsWith(prefix) ? part.slice(prefix.length) : part))
    .join('.');
}

/**
 * Puts the installation's prefix before `raw.`, `staging.`, … `marts.` where a table is named, so that `marts.spend_daily` is the
 * same table on both engines. Strings, comments, aliases and CTEs of the same name (`costs.amount`, `FROM costs`) and longer paths
 * stay as they are.
 */
export function addDatasetPrefix(sql: string, prefix: string): string {
  if (prefix === '') return sql;
  const tokens = tokenize(sql);
  const tablePositions = findTablePositions(tokens);
  return tokens
    .map((token, position) =>
      tablePositions.has(position) ? prefixName(token, next(tokens, position), prefix) : token.text,
    )
    .join('');
}

const CLAUSES = [
  'SELECT',
  'FROM',
  'JOIN',
  'ON',
  'USING',
  'WHERE',
  'GROUP',
  'HAVING',
  'QUALIFY',
  'WINDOW',
  'ORDER',
  'LIMIT',
];
const TABLE_CLAUSES: readonly (string | undefined)[] = ['FROM', 'JOIN'];

interface Scope {
  /** The clause a parenthesis stands in; `EXTRACT(DAY FROM d)` has none, as it never saw a SELECT. */
  clause: string | undefined;
  isQuery: boolean;
}

/** Where a table's name starts: after FROM or JOIN, or after a comma or parenthesis inside them. */
function findTablePositions(tokens: readonly Token[]): ReadonlySet<number> {
  const positions = new Set<number>();
  const scopes: Scope[] = [{ clause: undefined, isQuery: false }];
  let previous = '';
  tokens.forEach((token, position) => {
    if (!isSignificant(token)) return;
    const word = token.kind === 'word' ? token.text.toUpperCase() : token.text;
    const scope = scopes.at(-1) ?? { clause: undefined, isQuery: false };
    const isTableClause = scope.isQuery && TABLE_CLAUSES.includes(scope.clause);
    if (isTableClause && [...TABLE_CLAUSES, ',', '('].includes(previous)) positions.add(position);
    if (word === '(') {
      const isJoin = isTableClause && [...TABLE_CLAUSES, ',', '('].includes(previous);
      scopes.push(isJoin ? { ...scope } : { clause: undefined, isQuery: false });
    } else if (word === ')' && scopes.length > 1) {
      scopes.pop();
    } else if (token.kind === 'word' && CLAUSES.includes(word)) {
      scope.isQuery ||= word === 'SELECT';
      scope.clause = word;
    }
    previous = word;
  });
  return positions;
}

function next(tokens: readonly Token[], position: number): Token | undefined {
  return tokens.slice(position + 1).find(isSignificant);
}

/** `marts.`, `` `marts`. `` or, as one quoted path, `` `marts.spend_daily` ``. */
function prefixName({ kind, text }: Token, follower: Token | undefined, prefix: string): string {
  const bare = kind === 'quoted' ? text.slice(1, -1) : text;
  const [dataset = '', ...rest] = bare.split('.');
  if (!DATASETS.includes(dataset.toLowerCase()) || rest.length > 1) return text;
  if (rest.length === 0 && follower?.text !== '.') return text;
  const prefixed = [prefix + dataset.toLowerCase(), ...rest].join('.');
  return kind === 'quoted' ? `\`${prefixed}\`` : prefixed;
}
