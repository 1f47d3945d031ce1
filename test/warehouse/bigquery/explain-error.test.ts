import { expect, it } from 'vitest';
import { explainError } from '../../../warehouse/bigquery/explain-error.js';
import { UserError } from '../../../warehouse/user-error.js';

const failure = (code: number, reason: string, message: string) =>
  Object.assign(new Error(message), { code, errors: [{ reason, message }] });

it.each([
  [failure(403, 'accessDenied', 'Access Denied: Dataset p:raw'), 'BigQuery Data Editor'],
  [failure(403, 'quotaExceeded', 'Quota exceeded: too many jobs'), 'Wait and run it again'],
  [failure(400, 'bytesBilledLimitExceeded', 'Query exceeded limit for bytes billed: 1'), 'engine.maximum_bytes_billed'],
  [failure(404, 'notFound', 'Not found: Dataset p:tl_marts was not found in location EU'), 'engine.location'],
  [failure(404, 'notFound', 'Not found: Table p:tl_marts.x'), 'tokenledger run'],
  [new Error('Could not load the default credentials. Browse to …'), 'gcloud auth application-default login'],
  [new Error('connect ECONNREFUSED 127.0.0.1:9050'), 'BIGQUERY_EMULATOR_HOST'],
])('%s', (error, remedy) => {
  const explained = explainError(error, 'landing openai_costs', 'my-project.tl_raw');
  expect(explained.message).toContain(`landing openai_costs failed in my-project.tl_raw: ${error.message}`);
  expect(explained.message).toContain(remedy);
  expect(explained.cause).toBe(error);
});

it('leaves an error for the user as it is', () => {
  const error = new UserError('only SELECT is allowed');
  expect(explainError(error, 'the query', 'p')).toBe(error);
});
