import { UnsupportedSql } from './unsupported-sql.js';

/** A place in a statement, both counted from 1. */
export interface Span {
  readonly line: number;
  readonly column: number;
}

/** Fields that say how the text was laid out, not what it means. */
const LAYOUT_FIELDS: ReadonlySet<string> = new Set([
  'span',
  'inferred_type',
  'comments',
  'leading_comments',
  'trailing_comments',
  'left_comments',
  'operator_comments',
  'pre_alias_comments',
  'alias_explicit_as',
  'alias_keyword',
  'alias_first',
  'use_inner_keyword',
  'use_outer_keyword',
  'original_name',
  'kind_text',
  'start_side_text',
  'end_side_text',
  'explicit_asc',
  'bracket_notation',
  'postfix_form',
  'no_parens',
  'no_from',
]);

/**
 * Reads one node of the parser's tree and keeps account of what was read: a field that is set and that nobody asked for
 * is syntax the translation would have dropped, and is refused by `end`.
 */
export class SyntaxNode {
  readonly kind: string;
  readonly origin: unknown;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();

  constructor(kind: string, fields: unknown, origin: unknown = fields) {
    this.kind = kind;
    this.#fields = isRecord(fields) ? fields : {};
    this.origin = origin;
  }

  /** The raw content of a field, `undefined` when it is absent, null, false or an empty list. */
  take(name: string): unknown {
    this.#read.add(name);
    return isSet(this.#fields[name]) ? this.#fields[name] : undefined;
  }

  /** The content of a field as the parser gave it, where false and absent differ. */
  raw(name: string): unknown {
    this.#read.add(name);
    return this.#fields[name];
  }

  required(name: string): unknown {
    const content = this.take(name);
    if (content === undefined) throw new UnsupportedSql(`${this.kind} without ${name}`, this.origin);
    return content;
  }

  list(name: string): readonly unknown[] {
    const content = this.take(name) ?? [];
    if (!Array.isArray(content)) throw new UnsupportedSql(`${this.kind}.${name}`, this.origin);
    return content;
  }

  text(name: string): string | undefined {
    const content = this.take(name);
    if (content === undefined) return undefined;
    if (typeof content !== 'string') throw new UnsupportedSql(`${this.kind}.${name}`, this.origin);
    return content;
  }

  flag(name: string): boolean {
    return this.take(name) === true;
  }

  /** Marks fields as known to be without meaning here. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#read.add(name);
  }

  /** Refuses every field that is set and was not read. */
  end(): void {
    for (const [name, content] of Object.entries(this.#fields))
      if (isSet(content) && !this.#read.has(name) && !LAYOUT_FIELDS.has(name))
        throw new UnsupportedSql(`${name.replaceAll('_', ' ').toUpperCase()} in ${this.kind}`, this.origin);
  }
}

/** The parser writes a node as an object with one key, its kind. */
export function readNode(node: unknown): SyntaxNode {
  if (isRecord(node)) {
    const [entry, ...others] = Object.entries(node);
    if (entry !== undefined && others.length === 0) return new SyntaxNode(entry[0], entry[1], node);
  }
  throw new UnsupportedSql(`syntax the parser gives as ${JSON.stringify(node)?.slice(0, 80)}`, node);
}

/** The kind of a node, or '' for what is not one. */
export function kindOf(node: unknown): string {
  if (!isRecord(node)) return '';
  const keys = Object.keys(node);
  return keys.length === 1 ? (keys[0] ?? '') : '';
}

/** The tree without the nodes that only carry comments. */
export function withoutComments(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutComments);
  if (!isRecord(node)) return node;
  if (kindOf(node) === 'annotated') return withoutComments(peek(node, 'annotated', 'this'));
  return Object.fromEntries(Object.entries(node).map(([name, content]) => [name, withoutComments(content)]));
}

/** The content of a node's field without accounting, for looking ahead. */
export function peek(node: unknown, ...path: readonly string[]): unknown {
  let content = node;
  for (const name of path) content = isRecord(content) ? content[name] : undefined;
  return content;
}

/** A node without the parentheses around it. */
export function unwrapParens(node: unknown): unknown {
  let content = node;
  while (kindOf(content) === 'paren') content = peek(content, 'paren', 'this');
  return content;
}

export function isRecord(content: unknown): content is Record<string, unknown> {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}

/** The first place named below a node. */
export function firstSpan(node: unknown): Span | undefined {
  if (Array.isArray(node)) {
    for (const child of node) {
      const span = firstSpan(child);
      if (span !== undefined) return span;
    }
    return undefined;
  }
  if (!isRecord(node)) return undefined;
  const { span } = node;
  if (isRecord(span) && typeof span.line === 'number' && typeof span.column === 'number')
    return { line: span.line, column: span.column };
  return firstSpan(Object.values(node));
}

function isSet(content: unknown): boolean {
  if (content === undefined || content === null || content === false) return false;
  return !(Array.isArray(content) && content.length === 0);
}
