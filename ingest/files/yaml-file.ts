import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  type YAMLParseError,
} from 'yaml';
import type { Problem } from './problems.js';
import { readText } from './read-text.js';

/** A YAML file that a person wrote, with the place of every value. Scalars are text as written, or null. */
export interface YamlFile {
  readonly file: string;
  readonly content: unknown;
  /** Line of the value at the path, or of the nearest value around it. With `key`, the line of that key inside it. */
  lineOf(path: readonly PropertyKey[], key?: string): number;
}

/** More nodes than any registry has; a file that unfolds beyond it through aliases is refused. */
const MAX_NODES = 2_000_000;

/** Reads a YAML file; what cannot be read or parsed is added to `problems` and gives undefined. */
export function readYamlFile(file: string, problems: Problem[]): YamlFile | undefined {
  const text = readText(file, problems);
  if (text === undefined) return undefined;
  const lines = new LineCounter();
  // 'failsafe' keeps every scalar as text: 0220 stays a cost center, 0.10 an exact decimal, 2026-10-15 a day.
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: true,
  });
  for (const { pos, message } of tellingErrors(document.errors)) {
    problems.push({ file, line: lines.linePos(pos[0]).line, message: `is not valid YAML: ${message}` });
  }
  if (document.errors.length > 0) return undefined;
  const lineOfNode = (node: unknown): number => {
    const start = rangeStart(node);
    return start === undefined ? 1 : lines.linePos(start).line;
  };
  let nodes = 0;
  const toPlain = (node: unknown): unknown => {
    if (++nodes > MAX_NODES) throw new Error('too many nodes');
    if (isAlias(node)) return toPlain(node.resolve(document));
    if (isSeq(node)) return node.items.map(toPlain);
    if (isMap(node)) return Object.fromEntries(node.items.map((pair) => [scalarText(pair.key), toPlain(pair.value)]));
    return isScalar(node) ? plainScalar(node) : null;
  };
  try {
    return {
      file,
      content: toPlain(document.contents),
      lineOf: (path, key) => lineOfNode(findNode(document.contents, path, key)),
    };
  } catch {
    problems.push({ file, message: 'unfolds into too many values through its aliases' });
    return undefined;
  }
}

/** The first error of form, since what follows it may only be its echo, and every key that is there twice. */
function tellingErrors(errors: readonly YAMLParseError[]): Pick<YAMLParseError, 'pos' | 'message'>[] {
  const tab = errors.find(({ code }) => code === 'TAB_AS_INDENT');
  if (tab !== undefined) {
    const message = 'this line is indented with a tab. Indent with spaces, here and wherever else the file has tabs';
    return [{ pos: tab.pos, message }];
  }
  const ofForm = errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  return ofForm.length > 0 ? ofForm.slice(0, 1) : [...errors];
}

function plainScalar(scalar: Scalar): unknown {
  const text = String(scalar.value ?? '');
  return scalar.type === Scalar.PLAIN && ['', '~', 'null'].includes(text) ? null : text;
}

function scalarText(node: unknown): string {
  return isScalar(node) ? String(node.value ?? '') : String(node);
}

function rangeStart(node: unknown): number | undefined {
  if (isPair(node)) return rangeStart(node.key);
  return (node as Node | null | undefined)?.range?.[0];
}

/** Walks down the path as far as it exists. */
function findNode(root: unknown, path: readonly PropertyKey[], key: string | undefined): unknown {
  let node = root;
  let nearest = root;
  for (const step of key === undefined ? path : [...path, key]) {
    const isLast = step === (key ?? path.at(-1));
    if (isMap(node)) {
      const pair = node.items.find((item) => scalarText(item.key) === String(step));
      if (pair === undefined) return nearest;
      nearest = pair;
      node = pair.value;
      if (isLast && key !== undefined) return pair;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (node === undefined) return nearest;
      nearest = node;
    } else {
      return nearest;
    }
  }
  return nearest;
}
