import { BigQuery } from '@google-cloud/bigquery';
import type { BigQueryConfig, BigQueryDeps } from './bigquery-config.js';

/** The client, with Google's application default credentials; or against an emulator, with made-up ones. */
export function openClient(config: BigQueryConfig, { env }: BigQueryDeps): BigQuery {
  const options = { projectId: config.project, location: config.location };
  const emulator = env.BIGQUERY_EMULATOR_HOST;
  if (emulator !== undefined && emulator !== '')
    return new BigQuery({ ...options, apiEndpoint: emulator, authClient: madeUpCredentials(config.project) });
  const keyFile = env.GOOGLE_APPLICATION_CREDENTIALS;
  return new BigQuery(keyFile === undefined || keyFile === '' ? options : { ...options, keyFilename: keyFile });
}

/** Without a credential of its own the client looks for a metadata server on every call, and an upload fails. */
function madeUpCredentials(projectId: string) {
  const credentials = { type: 'authorized_user', client_id: 'none', client_secret: 'none', refresh_token: 'none' };
  const authClient = new BigQuery({ projectId }).authClient.fromJSON(credentials);
  authClient.setCredentials({ access_token: 'none' });
  return authClient;
}
