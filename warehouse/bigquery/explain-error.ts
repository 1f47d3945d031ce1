import { UserError } from '../user-error.js';
import { type Failure, findRemedy } from './remedies.js';

interface ApiError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly errors?: readonly { readonly reason?: unknown; readonly message?: unknown }[];
}

/** Says what failed, where, and what to do; the client's own error stays as the cause. */
export function explainError(error: unknown, what: string, where: string): Error {
  if (error instanceof UserError) return error;
  const failure = readApiError(error);
  const remedy = findRemedy(failure);
  return new Error(`${what} failed in ${where}: ${failure.text}${remedy === undefined ? '' : `\n${remedy}`}`, {
    cause: error,
  });
}

/** What the client's error says, on one line. */
export function readApiError(error: unknown): Failure {
  const { code, message, errors } = (error ?? {}) as ApiError;
  const text = errors?.find((entry) => typeof entry.message === 'string')?.message ?? message ?? error;
  return { code: Number(code), reason: String(errors?.[0]?.reason ?? ''), text: firstLine(text) };
}

/** A message that has lost its reason and status, as Dataform prints it, with what to do. */
export function addRemedy(message: string): string {
  const remedy = findRemedy({ code: Number.NaN, reason: '', text: message });
  return remedy === undefined ? message : `${message}\n${remedy}`;
}

function firstLine(message: unknown): string {
  return (message instanceof Error ? message.message : String(message)).split('\n')[0] ?? '';
}

/** Runs one step of this engine; an error comes out explained. */
export async function explained<Result>(what: string, where: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    throw explainError(error, what, where);
  }
}
