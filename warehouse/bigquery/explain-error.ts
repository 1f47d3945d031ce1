import { UserError } from '../user-error.js';

interface ApiError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly errors?: readonly { readonly reason?: unknown; readonly message?: unknown }[];
}

/** Says what failed, where, and what to do; the client's own error stays as the cause. */
export function explainError(error: unknown, what: string, where: string): Error {
  if (error instanceof UserError) return error;
  const { code, message, errors } = (error ?? {}) as ApiError;
  const text = firstLine(errors?.find((entry) => typeof entry.message === 'string')?.message ?? message ?? error);
  const reason = String(errors?.[0]?.reason ?? '');
  const remedy = findRemedy(Number(code), reason, text);
  return new Error(`${what} failed in ${where}: ${text}${remedy === undefined ? '' : `\n${remedy}`}`, { cause: error });
}

function findRemedy(code: number, reason: string, text: string): string | undefined {
  if (reason === 'bytesBilledLimitExceeded' || /bytes billed/i.test(text))
    return 'Raise engine.maximum_bytes_billed in tokenledger.yaml, or read fewer days.';
  if (reason === 'quotaExceeded' || reason === 'rateLimitExceeded' || code === 429)
    return 'Wait and run it again: what has landed is kept. Raise the project quota at https://console.cloud.google.com/iam-admin/quotas.';
  if (/could not load the default credentials|invalid_grant/i.test(text) || code === 401)
    return 'Log in with "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS to a key file.';
  if (reason === 'accessDenied' || code === 403)
    return 'Grant the account BigQuery Job User on the project and BigQuery Data Editor on its datasets.';
  if (/not found: dataset|dataset .* not found/i.test(text))
    return 'Check engine.project, engine.location and engine.dataset_prefix in tokenledger.yaml; "tokenledger ingest" creates the datasets.';
  if (/not found: table|table not found/i.test(text))
    return 'Run "tokenledger run" first, or check the name of the table.';
  if (code === 404) return 'Check engine.project and engine.location in tokenledger.yaml.';
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/.test(text))
    return 'Check the network, and BIGQUERY_EMULATOR_HOST if it is set.';
  return undefined;
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
