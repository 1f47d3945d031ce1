import type { DuckDBConnection } from '@duckdb/node-api';
import { openScratchConnection } from '../../../warehouse/duckdb/duckdb-session.js';
import { quoteText } from '../../../warehouse/duckdb/translate/names.js';
import { type Path, parsePath } from './parse-path.js';

const PLACEHOLDER = /\{([^{}]+)\}/g;

/** The `{path}` placeholders of an expression; `path` is undefined where the text is no path. */
export function pathsIn(sql: string): { readonly text: string; readonly path: Path | undefined }[] {
  return [...sql.matchAll(PLACEHOLDER)].map(([, text = '']) => ({ text, path: parsePath(text.trim()) }));
}

export function replacePaths(sql: string, replacement: (path: Path) => string): string {
  return sql.replace(PLACEHOLDER, (whole, text: string) => {
    const path = parsePath(text.trim());
    return path === undefined ? whole : replacement(path);
  });
}

/** Why a placeholder of an expression leads nowhere. */
export function findPathFault(sql: string): string | undefined {
  const wrong = pathsIn(sql).find(({ path }) => path === undefined);
  return wrong === undefined ? undefined : `{${wrong.text}} is not a path`;
}

/** What an expression of a mapping may not hold, by the class of DuckDB's own syntax tree. */
const REFUSED: Readonly<Record<string, string>> = {
  SUBQUERY: 'a subquery',
  WINDOW: 'a window function',
  STAR: '*',
  PARAMETER: 'a parameter',
};

/**
 * Why each expression of a mapping cannot be used, or undefined. It must be one scalar DuckDB expression over `{path}`
 * placeholders that gives the same text for the same record: no subquery, no table, no aggregate, nothing that looks at the
 * clock, at chance, at a setting or at a file.
 */
export async function findExpressionFaults(expressions: readonly string[]): Promise<readonly (string | undefined)[]> {
  if (expressions.length === 0) return [];
  const scratch = await openScratchConnection();
  try {
    const faults: (string | undefined)[] = [];
    for (const sql of expressions) faults.push(await findFault(scratch.connection, sql));
    return faults;
  } finally {
    scratch.close();
  }
}

const SEVERAL = 'must be one expression, not several and not a statement';

async function findFault(connection: DuckDBConnection, sql: string): Promise<string | undefined> {
  const text = replacePaths(sql, () => 'CAST(NULL AS VARCHAR)');
  const found = await connection.runAndReadAll(`SELECT json_serialize_sql(${quoteText(`SELECT ${text}`)})`);
  const tree = JSON.parse(String(found.getRows()[0]?.[0])) as Tree;
  if (tree.error && tree.error_message?.startsWith('Only SELECT')) return SEVERAL;
  if (tree.error) return `is not an expression that DuckDB can read: ${tree.error_message ?? 'syntax error'}`;
  const [statement, ...others] = tree.statements ?? [];
  const node = statement?.node;
  if (node === undefined || others.length > 0 || node.select_list?.length !== 1) return SEVERAL;
  if (node.from_table?.type !== 'EMPTY' || node.where_clause != null || (node.cte_map?.map.length ?? 0) > 0)
    return 'must be one expression: it may not read from a table';
  return (await findRefused(connection, node.select_list)) ?? (await findTypeFault(connection, text));
}

interface Tree {
  readonly error: boolean;
  readonly error_message?: string;
  readonly statements?: readonly {
    readonly node: {
      readonly select_list?: readonly unknown[];
      readonly from_table?: { readonly type: string };
      readonly where_clause?: unknown;
      readonly cte_map?: { readonly map: readonly unknown[] };
    };
  }[];
}

/** Functions that are deterministic by DuckDB's catalogue and yet look at something other than their arguments. */
const REFUSED_FUNCTIONS = new Set([
  'current_setting',
  'getvariable',
  'getenv',
  'nextval',
  'currval',
  'query',
  'write_log',
]);

async function findRefused(connection: DuckDBConnection, tree: unknown): Promise<string | undefined> {
  const nodes = [...nodesOf(tree)];
  const lambdaNames = new Set(nodes.filter((node) => node.class === 'LAMBDA').flatMap(parametersOf));
  for (const node of nodes) {
    const refused = REFUSED[String(node.class)];
    if (refused !== undefined) return `${refused} is not allowed: a column is one scalar expression over {path}`;
    const [column, ...below] = node.class === 'COLUMN_REF' ? (node.column_names as readonly string[]) : [];
    if (column !== undefined && !lambdaNames.has(column))
      return `${[column, ...below].join('.')} is not known here: write a field as {path}`;
  }
  const names = new Set(nodes.filter((node) => node.class === 'FUNCTION').map((node) => String(node.function_name)));
  for (const name of names) {
    const found = await connection.runAndReadAll(
      `SELECT count(*) FILTER (function_type IN ('scalar', 'macro')), count(*) FILTER (stability <> 'CONSISTENT'), count(*)
       FROM duckdb_functions() WHERE function_name = $1`,
      [name.toLowerCase()],
    );
    const [scalar, unstable, all] = (found.getRows()[0] ?? []).map(Number);
    // Operators such as AND and CASE are no functions; what the catalogue does not know, the type check refuses.
    if (all === 0) continue;
    if (scalar === 0) return `${name}() is not a scalar function`;
    if (unstable !== 0 || REFUSED_FUNCTIONS.has(name.toLowerCase()))
      return `${name}() is not allowed: it depends on more than the record`;
  }
  return undefined;
}

/** Names that a lambda gives to the elements that it is called for. */
function parametersOf({ lhs }: Readonly<Record<string, unknown>>): string[] {
  return [...nodesOf(lhs)].flatMap((node) =>
    node.class === 'COLUMN_REF' ? [String((node.column_names as readonly string[])[0])] : [],
  );
}

function* nodesOf(tree: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(tree)) {
    for (const child of tree) yield* nodesOf(child);
  } else if (typeof tree === 'object' && tree !== null) {
    const node = tree as Readonly<Record<string, unknown>>;
    if (typeof node.class === 'string') yield node;
    for (const child of Object.values(node)) yield* nodesOf(child);
  }
}

async function findTypeFault(connection: DuckDBConnection, text: string): Promise<string | undefined> {
  try {
    await connection.run(`SELECT CAST((${text}) AS VARCHAR)`);
    return undefined;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `cannot be computed: ${line}`;
  }
}
