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
  /** True for what may be meant and is worth saying: it stops nothing. */
  readonly isWarning?: boolean | undefined;
}

/** A mistake that more lines of a file make in the same words is told once. */
const MOST_TOLD = 3;

/** Throws one UserError that names every problem but the warnings, so that a file is mended in one go. */
export function throwProblems(problems: readonly Problem[]): void {
  const lines = printProblems(problems.filter(({ isWarning }) => isWarning !== true));
  if (lines.length === 0) return;
  const title = lines.length === 1 ? '' : `${lines.length} problems:\n`;
  throw new UserError(title + lines.join('\n'));
}

/** A line a problem, `file:line: path: message`, in the order of the files. */
export function printProblems(problems: readonly Problem[]): string[] {
  return foldRepeated([...problems].sort(byPlace)).map(printProblem);
}

function foldRepeated(problems: readonly Problem[]): Problem[] {
  const alike = new Map<string, Problem[]>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.file, problem.path, problem.message]);
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [problem]);
    else group.push(problem);
  }
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length <= MOST_TOLD) return group;
    const lines = `(on ${group.length} lines, the last is ${group.at(-1)?.line})`;
    return [{ ...first, message: `${first.message} ${lines}` }];
  });
}

function printProblem({ file, line, path, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return path === undefined || path === '' ? `${place}: ${message}` : `${place}: ${path}: ${message}`;
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
