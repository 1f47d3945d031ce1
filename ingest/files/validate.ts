import type { z } from 'zod';
import { didYouMean } from './did-you-mean.js';
import type { Problem } from './problems.js';
import type { YamlFile } from './yaml-file.js';

/** Checks a YAML file against a strict schema; every failure becomes a problem with its line. */
export function validateYaml<Schema extends z.ZodType>(
  yaml: YamlFile,
  schema: Schema,
  problems: Problem[],
  at: readonly PropertyKey[] = [],
  content: unknown = yaml.content,
): z.infer<Schema> | undefined {
  const written = withoutNulls(content);
  const result = schema.safeParse(written);
  if (result.success) return result.data;
  for (const issue of result.error.issues.flatMap((each) => meantIssues(each, written)))
    problems.push(...describeIssue(yaml, schema, issue, at));
  return undefined;
}

/** `sources[0].account` for a path of keys and indexes. */
export function printPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );
}

/** Of a union, what is wrong with the one alternative whose shape was written; the union's own message where that is not clear. */
function meantIssues(issue: z.core.$ZodIssue, written: unknown): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const value = valueAt(written, issue.path);
  const fitting = issue.errors.filter((issues) => issues.length > 0 && issues.every((each) => isOfShape(each, value)));
  const [only] = fitting;
  if (only === undefined || fitting.length > 1) return [issue];
  return only
    .flatMap((each) => meantIssues(each, value))
    .map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
}

/** The value has the shape of the alternative, and the issue lies inside it. */
function isOfShape(issue: z.core.$ZodIssue, value: unknown): boolean {
  if (valueAt(value, issue.path) === undefined) return false;
  return issue.path.length > 0 || !['invalid_type', 'unrecognized_keys'].includes(issue.code);
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], content);
}

function describeIssue(
  yaml: YamlFile,
  schema: z.ZodType,
  issue: z.core.$ZodIssue,
  at: readonly PropertyKey[],
): Problem[] {
  const path = [...at, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, issue.path));
    return issue.keys.map((key) => ({
      file: yaml.file,
      line: yaml.lineOf(path, key),
      path: printPath([...path, key]),
      message: `unknown key${didYouMean(key, known) || (known.length > 0 ? `; known keys: ${known.join(', ')}` : '')}`,
    }));
  }
  return [{ file: yaml.file, line: yaml.lineOf(path), path: printPath(path), message: issue.message }];
}

/** A key written without a value counts as left out. */
function withoutNulls(content: unknown): unknown {
  if (Array.isArray(content)) return content.map(withoutNulls);
  if (typeof content !== 'object' || content === null) return content ?? undefined;
  return Object.fromEntries(
    Object.entries(content)
      .filter(([, entry]) => entry !== null)
      .map(([key, entry]) => [key, withoutNulls(entry)]),
  );
}

function keysOf(schema: z.ZodType | undefined): string[] {
  const shape = unwrap(schema)?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

function schemaAt(schema: z.ZodType | undefined, path: readonly PropertyKey[]): z.ZodType | undefined {
  let current = schema;
  for (const step of path) {
    const inner = unwrap(current);
    current = typeof step === 'number' ? inner?.element : inner?.shape?.[String(step)];
  }
  return current;
}

interface Unwrapped {
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
}

/** The object or array inside optional, default and effect wrappers; of a union, the fields of all its options. */
function unwrap(schema: unknown): Unwrapped | undefined {
  let current = schema;
  while (typeof current === 'object' && current !== null) {
    if ('shape' in current || 'element' in current) return current as Unwrapped;
    if ('options' in current && Array.isArray(current.options)) {
      return {
        shape: Object.assign({}, ...current.options.map((option) => unwrap(option)?.shape)) as Unwrapped['shape'] & {},
      };
    }
    const definition = (current as { def?: { innerType?: unknown; in?: unknown } }).def;
    current = definition?.innerType ?? definition?.in;
  }
  return undefined;
}
