/** What is known of a failure; of an action of Dataform's run the text only. */
export interface Failure {
  /** HTTP status; NaN where there was no answer. */
  readonly code: number;
  /** As https://cloud.google.com/bigquery/docs/error-messages lists them; empty where none was given. */
  readonly reason: string;
  readonly text: string;
}

interface Remedy {
  readonly reasons?: readonly string[];
  readonly codes?: readonly number[];
  readonly text?: RegExp;
  readonly advice: string;
}

/** The first that fits counts. Limits come before HTTP statuses: a quota is a 403, and too many bytes for the cap a 500. */
const REMEDIES: readonly Remedy[] = [
  {
    reasons: ['bytesBilledLimitExceeded'],
    text: /limit for bytes billed/i,
    advice:
      'Raise engine.maximum_bytes_billed in tokenledger.yaml, or read fewer days. It caps each job, and a job bills at least 10 MiB for every table it reads.',
  },
  {
    text: /could not serialize access|aborted due to concurrent update/i,
    advice:
      'Another job changed the same table at the same moment, and this one changed nothing. Let the other end and run the command again; schedule one run at a time.',
  },
  {
    text: /too many DML statements outstanding/i,
    advice: 'Let the other jobs that change this table end, and run the command again; schedule one run at a time.',
  },
  {
    reasons: ['rateLimitExceeded', 'userRateLimitExceeded', 'jobRateLimitExceeded'],
    codes: [429],
    text: /exceeded rate limits/i,
    advice:
      'Wait a minute and run it again: what has landed is kept. If it comes back, let less run in the project at a time.',
  },
  {
    reasons: ['quotaExceeded'],
    text: /quota exceeded|exceeded quota/i,
    advice:
      'Wait and run it again, after ten minutes or, for a quota per day, after midnight Pacific time: what has landed is kept. Raise the quota at https://console.cloud.google.com/iam-admin/quotas; a project without billing has the free tier only.',
  },
  {
    reasons: ['responseTooLarge'],
    text: /response too large/i,
    advice: 'Select fewer columns or rows, or leave out ORDER BY; `export --month` takes one month at a time.',
  },
  {
    reasons: ['resourcesExceeded', 'billingTierLimitExceeded', 'timeout'],
    text: /resources exceeded/i,
    advice:
      'The job needs more memory, CPU or time than BigQuery gives it. Let it do less (--from and --to, no --full-refresh), or give the project slots of its own (a reservation).',
  },
  {
    reasons: ['billingNotEnabled'],
    text: /billing has not been enabled|billing must be enabled/i,
    advice: 'Enable billing for the project: without it BigQuery changes no rows, and landing and the models do.',
  },
  {
    reasons: ['accessNotConfigured', 'SERVICE_DISABLED'],
    text: /has not been used in project|API .*is disabled/i,
    advice: 'Enable the API: gcloud services enable bigquery.googleapis.com --project=… (engine.project).',
  },
  {
    codes: [401],
    text: /could not load the default credentials|invalid_grant/i,
    advice:
      'Log in with "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account or of a workload identity.',
  },
  {
    text: /bigquery\.jobs\.create/,
    advice: 'Grant the account BigQuery Job User (roles/bigquery.jobUser) on the project.',
  },
  {
    reasons: ['accessDenied'],
    codes: [403],
    text: /^access denied/i,
    advice:
      'Grant the account BigQuery Job User on the project and BigQuery Data Editor on its datasets; to read only, BigQuery Data Viewer will do.',
  },
  {
    text: /not found: dataset|dataset .* not found/i,
    advice:
      'Check engine.project, engine.location and engine.dataset_prefix in tokenledger.yaml; "tokenledger doctor" says which datasets are missing.',
  },
  {
    text: /not found: table|table not found/i,
    advice: 'Run "tokenledger run" first, or check the name of the table.',
  },
  { codes: [404], advice: 'Check engine.project and engine.location in tokenledger.yaml.' },
  { reasons: ['stopped'], advice: 'Somebody cancelled the job: run the command again.' },
  {
    reasons: ['backendError', 'internalError', 'jobBackendError', 'jobInternalError', 'tableUnavailable'],
    codes: [500, 502, 503, 504],
    advice:
      'BigQuery failed by itself: run it again in a few minutes, what has landed is kept. If it comes back, see https://status.cloud.google.com.',
  },
  {
    text: /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/,
    advice: 'Check the network, and BIGQUERY_EMULATOR_HOST if it is set.',
  },
];

/** What to do about a failure, where that is known. */
export function findRemedy({ code, reason, text }: Failure): string | undefined {
  return REMEDIES.find(
    (remedy) =>
      remedy.reasons?.includes(reason) === true ||
      remedy.codes?.includes(code) === true ||
      remedy.text?.test(text) === true,
  )?.advice;
}
