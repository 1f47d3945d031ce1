import { quoteName, quoteText } from '../../../warehouse/duckdb/translate/names.js';
import { type Path, printPath } from '../mapping/parse-path.js';
import { keyValuesAsObject } from './key-values.js';

/** What a mapping reads of a record: the fields at the top, and what lies below each. */
interface Node {
  /** Its own text is wanted. */
  isLeaf: boolean;
  readonly children: Map<string | number, Node>;
}

/**
 * The fields of a record as SQL. Every field at the top is read as text once; where something below it is wanted, that text
 * is read as JSON once, whatever the number of paths. A text that holds JSON, encoded once or twice, is an object like any other.
 */
export class Fields {
  readonly #roots = new Map<string, Node>();
  readonly #json = new Set<string>();

  add(path: Path): void {
    const [root, ...rest] = path;
    if (typeof root !== 'string') throw new Error(`a path begins with a name: ${printPath(path)}`);
    let node = childOf(this.#roots, root);
    for (const step of rest) node = childOf(node.children, step);
    node.isLeaf = true;
  }

  /** A path whose text is JSON that is read elsewhere. */
  addJson(path: Path): void {
    this.#json.add(String(path[0]));
  }

  /** Names of the fields at the top, to be read as text. */
  get roots(): readonly string[] {
    return [...this.#roots.keys()];
  }

  /** Fields at the top that are read as JSON. */
  get containers(): readonly string[] {
    return this.roots.filter((root) => this.#roots.get(root)?.children.size !== 0);
  }

  /** Select lists, each over the relation before, that read a relation of records so far that `valueOf` can tell every text. */
  steps(kept: readonly string[]): readonly (readonly string[])[] {
    const objects = this.#objects.map((root) => `${keyValuesAsObject(this.textOf(root))} AS ${this.textOf(root)}`);
    return [
      [...kept, ...this.roots.map((root) => `${this.#decodedText(root)} AS ${this.textOf(root)}`)],
      ...(objects.length === 0 ? [] : [[`* REPLACE (${objects.join(', ')})`]]),
      ['*', ...this.#decoded],
    ];
  }

  /** Fields at the top of which something is wanted by name. */
  get #objects(): readonly string[] {
    return this.containers.filter((root) =>
      [...(this.#roots.get(root)?.children.keys() ?? [])].some((step) => typeof step === 'string'),
    );
  }

  /** A text that holds a text that holds JSON is read once here; other texts need nothing. */
  #decodedText(root: string): string {
    const field = quoteName(root);
    if (!this.#json.has(root) && !this.containers.includes(root)) return field;
    return `CASE WHEN starts_with(${field}, '"') THEN coalesce(TRY(json_extract_string(${field}, '$')), ${field}) ELSE ${field} END`;
  }

  /** The text of a field at the top, decoded where it is a text that holds a text. */
  textOf(root: string): string {
    return quoteName(`text of ${root}`);
  }

  /** The JSON below a field at the top; NULL where its text is not JSON. */
  jsonOf(root: string): string {
    return quoteName(`json of ${root}`);
  }

  /** `expression AS name` for every container, over the texts of the fields at the top. */
  get #decoded(): readonly string[] {
    return this.containers.map((root) => {
      const node = this.#roots.get(root);
      if (node === undefined) throw new Error(root);
      const text = unwrapNested(this.textOf(root), node);
      return `TRY(json_transform(${text}, ${quoteText(structureOf(node))})) AS ${this.jsonOf(root)}`;
    });
  }

  /** The text at a path; empty texts, "None" and "null" are how Python writes nothing. */
  valueOf(path: Path): string {
    const [root, ...rest] = path;
    if (typeof root !== 'string') throw new Error(`a path begins with a name: ${printPath(path)}`);
    const text = rest.length === 0 ? this.textOf(root) : this.#below(root, rest);
    return `CASE WHEN ${text} IN ('', 'None', 'null') THEN NULL ELSE ${text} END`;
  }

  #below(root: string, steps: Path): string {
    let sql = this.jsonOf(root);
    let node = this.#roots.get(root);
    for (const [depth, step] of steps.entries()) {
      node = node?.children.get(step);
      sql += typeof step === 'number' ? `[${step + 1}]` : `.${quoteName(step)}`;
      // A text that is wanted as a whole is kept as text, and what is wanted below it is read from there.
      const rest = steps.slice(depth + 1);
      if (node?.isLeaf && rest.length > 0) return `TRY(json_extract_string(${sql}, ${quoteText(jsonPath(rest))}))`;
    }
    return sql;
  }
}

function childOf<Key>(children: Map<Key, Node>, step: Key): Node {
  const found = children.get(step) ?? { isLeaf: false, children: new Map() };
  children.set(step, found);
  return found;
}

/** The structure that json_transform fills: a field that is wanted as a whole is text, even where something below it is wanted too. */
function structureOf(node: Node, isTop = true): string {
  if (!isTop && (node.isLeaf || node.children.size === 0)) return '"VARCHAR"';
  const [first] = node.children.keys();
  if (typeof first === 'number') {
    const merged: Node = { isLeaf: false, children: new Map() };
    for (const child of node.children.values()) merge(merged, child);
    return `[${structureOf(merged, false)}]`;
  }
  const fields = [...node.children].map(([name, child]) => `${JSON.stringify(name)}:${structureOf(child, false)}`);
  return `{${fields.join(',')}}`;
}

function merge(into: Node, node: Node): void {
  into.isLeaf ||= node.isLeaf;
  for (const [name, child] of node.children) merge(childOf(into.children, name), child);
}

/** Replaces objects below the top that were written as text by the objects; records without such a text are left alone. */
function unwrapNested(text: string, node: Node): string {
  const nested = objectsBelow(node);
  if (nested.length === 0) return text;
  const places = nested.map((path) => {
    const open = path.map((name) => `{${JSON.stringify(name)}:`).join('');
    return `{'json': '', 'at': ${quoteText(jsonPath(path))}, 'open': ${quoteText(open)}, 'close': '${'}'.repeat(path.length)}'}`;
  });
  const start = `{'json': ${text}, 'at': '', 'open': '', 'close': ''}`;
  const patched = `CAST(json_merge_patch(so_far.json, place.open || json_extract_string(so_far.json, place.at) || place.close) AS VARCHAR)`;
  const step = `CASE WHEN json_type(so_far.json, place.at) = 'VARCHAR' THEN coalesce(TRY(${patched}), so_far.json) ELSE so_far.json END`;
  const unwrapped = `list_reduce([${[start, ...places].join(', ')}], lambda so_far, place: {'json': ${step}, 'at': '', 'open': '', 'close': ''}).json`;
  return `CASE WHEN contains(${text}, '{\\"') THEN TRY(${unwrapped}) ELSE ${text} END`;
}

/** Names of objects with wanted fields, outer ones first; what lies in lists is left as it is. */
function objectsBelow(node: Node, above: readonly string[] = []): string[][] {
  return [...node.children].flatMap(([name, child]) => {
    if (typeof name === 'number' || child.children.size === 0 || child.isLeaf) return [];
    const path = [...above, name];
    return [path, ...objectsBelow(child, path)];
  });
}

function jsonPath(steps: Path): string {
  return `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${JSON.stringify(step)}`)).join('')}`;
}
