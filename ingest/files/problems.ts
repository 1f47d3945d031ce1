import { UserError } from '../../warehouse/user-error.js';

/** One thing wrong with a file that a person wrote, at the place where it can be mended. */
export interface Problem {
  readonly file: string;
  /** 1-based; absent when the file as a whole is meant. */
  readonly line?: number | undefined;
  /** Which entry, in the words of the file: `sources[0].account`. */
  readonly path?: string | undefined;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

/** Throws one UserError that names every problem, so that a file is mended in one go. */
export function throwProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const lines = [...problems].sort(byPlace).map(printProblem);
  const title = lines.length === 1 ? '' : `${lines.length} problems:\n`;
  throw new UserError(title + lines.join('\n'));
}

function printProblem({ file, line, path, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return path === undefined || path === '' ? `${place}: ${message}` : `${place}: ${path}: ${message}`;
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
