import { describe, expect, it } from 'vitest';
import { addRemedy, explainError } from '../../../warehouse/bigquery/explain-error.js';
import { UserError } from '../../../warehouse/user-error.js';

const failure = (code: number, reason: string, message: string) =>
  Object.assign(new Error(message), { code, errors: [{ reason, message }] });

// Reasons and statuses as https://cloud.google.com/bigquery/docs/error-messages lists them.
it.each([
  [failure(403, 'accessDenied', 'Access Denied: Dataset p:raw'), 'BigQuery Data Editor'],
  [
    failure(403, 'accessDenied', 'Access Denied: Project p: User does not have bigquery.jobs.create permission in p.'),
    'roles/bigquery.jobUser',
  ],
  [failure(403, 'accessNotConfigured', 'BigQuery API has not been used in project p before'), 'gcloud services enable'],
  [failure(403, 'billingNotEnabled', 'Billing has not been enabled for this project.'), 'Enable billing'],
  [failure(403, 'quotaExceeded', 'Quota exceeded: too many jobs'), 'midnight Pacific'],
  [failure(403, 'rateLimitExceeded', 'Exceeded rate limits: too many api requests'), 'Wait a minute'],
  [
    failure(400, 'jobRateLimitExceeded', 'Job exceeded rate limits: Your project_and_region exceeded quota for …'),
    'Wait a minute',
  ],
  [failure(400, 'resourcesExceeded', 'Resources exceeded during query execution: …'), 'no --full-refresh'],
  [failure(400, 'billingTierLimitExceeded', 'Query exceeded resource limits.'), 'a reservation'],
  [failure(403, 'responseTooLarge', 'Response too large to return.'), 'export --month'],
  [failure(500, 'bytesBilledLimitExceeded', 'Query exceeded limit for bytes billed: 1'), 'engine.maximum_bytes_billed'],
  [
    failure(503, 'backendError', 'Error encountered during execution. Retrying may solve the problem.'),
    'again in a few',
  ],
  [failure(400, 'jobInternalError', 'An internal error occurred'), 'again in a few minutes'],
  [failure(502, '', 'Bad Gateway'), 'again in a few minutes'],
  [
    failure(400, 'invalidQuery', 'Could not serialize access to table p:raw.rates due to concurrent update'),
    'changed the same table',
  ],
  [
    failure(400, 'invalidQuery', 'Transaction is aborted due to concurrent update against table p:raw.rates.'),
    'changed nothing',
  ],
  [
    failure(
      400,
      'resourcesExceeded',
      'Resources exceeded …: Too many DML statements outstanding against table p:raw.x',
    ),
    'Let the other jobs',
  ],
  [failure(200, 'stopped', 'Job execution was cancelled: User requested cancellation'), 'cancelled the job'],
  [failure(404, 'notFound', 'Not found: Dataset p:tl_marts was not found in location EU'), 'engine.location'],
  [failure(404, 'notFound', 'Not found: Table p:tl_marts.x'), 'tokenledger run'],
  [new Error('Could not load the default credentials. Browse to …'), 'gcloud auth application-default login'],
  [new Error('connect ECONNREFUSED 127.0.0.1:9050'), 'BIGQUERY_EMULATOR_HOST'],
])('%s', (error, remedy) => {
  const explained = explainError(error, 'landing openai_costs', 'my-project.tl_raw');
  const [first, second] = explained.message.split('\n');
  expect(first).toBe(`landing openai_costs failed in my-project.tl_raw: ${error.message}`);
  expect(second).toContain(remedy);
  expect(explained.cause).toBe(error);
});

it('leaves an error for the user as it is', () => {
  const error = new UserError('only SELECT is allowed');
  expect(explainError(error, 'the query', 'p')).toBe(error);
});

describe('a message of Dataform, which has neither reason nor status', () => {
  it.each([
    ['Quota exceeded: Your project exceeded quota for free query bytes scanned.', 'midnight Pacific'],
    [
      'Resources exceeded during query execution: The query could not be executed in the allotted memory.',
      'a reservation',
    ],
    ['Transaction is aborted due to concurrent update against table p:tl_usage.x.', 'changed the same table'],
    [
      'Access Denied: Table p:tl_raw.x: User does not have permission to query table p:tl_raw.x',
      'BigQuery Data Editor',
    ],
  ])('%s', (message, remedy) => {
    const [first, second] = addRemedy(message).split('\n');
    expect(first).toBe(message);
    expect(second).toContain(remedy);
  });

  it('is left as it is where nothing is to be advised', () => {
    expect(addRemedy('Assertion failed: query returned 1 row(s).')).toBe('Assertion failed: query returned 1 row(s).');
  });
});
