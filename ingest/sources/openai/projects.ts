import { DateTime } from 'luxon';
import { z } from 'zod';
import { openaiProjectApiKeys, openaiProjects } from '../../raw/provider-tables.js';
import type { PullStats, SnapshotReport } from '../../source.js';
import { notLanded, optionalText } from '../decimal-text.js';
import { fetchOpenaiList, type OpenaiClient } from './client.js';

const unixSeconds = z
  .int()
  .nullish()
  .transform((seconds) => (seconds == null ? null : DateTime.fromSeconds(seconds, { zone: 'utc' }).toISO()));

const project = z.object({
  id: z.string(),
  object: notLanded,
  name: optionalText,
  created_at: unixSeconds,
  archived_at: unixSeconds,
  status: optionalText,
});

const owner = z.object({
  id: optionalText,
  object: notLanded,
  name: notLanded,
  email: notLanded,
  role: notLanded,
  created_at: notLanded,
  added_at: notLanded,
});

const apiKey = z.object({
  id: z.string(),
  object: notLanded,
  name: optionalText,
  redacted_value: notLanded,
  created_at: unixSeconds,
  last_used_at: unixSeconds,
  owner_project_access: notLanded,
  owner: z.object({ type: optionalText, user: owner.nullish(), service_account: owner.nullish() }).nullish(),
});

/** `/organization/projects`, archived ones too: their costs stay on past bills. */
export function openaiProjectsReport(client: OpenaiClient): SnapshotReport {
  const { scrub } = client.context;
  return {
    kind: 'snapshot',
    report: 'projects',
    table: openaiProjects,
    async *pull(snapshotDate, stats) {
      for await (const entry of listProjects(client, 'projects', stats)) {
        yield {
          account: client.settings.account,
          snapshot_date: snapshotDate,
          project_id: entry.id,
          project_name: entry.name == null ? null : scrub(entry.name),
          status: entry.status ?? null,
          created_at: entry.created_at,
          archived_at: entry.archived_at,
        };
      }
    },
  };
}

/** `/organization/projects/{id}/api_keys` of every project that is not archived: ids, names and owners, never the key. */
export function openaiProjectApiKeysReport(client: OpenaiClient): SnapshotReport {
  const report = 'project_api_keys';
  const { scrub } = client.context;
  return {
    kind: 'snapshot',
    report,
    table: openaiProjectApiKeys,
    async *pull(snapshotDate, stats) {
      for await (const { id, status } of listProjects(client, report, stats)) {
        if (status === 'archived') continue;
        const path = `organization/projects/${encodeURIComponent(id)}/api_keys`;
        for await (const entry of fetchOpenaiList(client, report, path, [], apiKey, stats)) {
          const ownerId = (entry.owner?.service_account ?? entry.owner?.user)?.id;
          yield {
            account: client.settings.account,
            snapshot_date: snapshotDate,
            project_id: id,
            api_key_id: entry.id,
            api_key_name: entry.name == null ? null : scrub(entry.name),
            owner_type: entry.owner?.type ?? null,
            owner_id: ownerId == null ? null : scrub(ownerId),
            created_at: entry.created_at,
            last_used_at: entry.last_used_at,
          };
        }
      }
    },
  };
}

function listProjects(client: OpenaiClient, report: string, stats: PullStats) {
  return fetchOpenaiList(client, report, 'organization/projects', [['include_archived', 'true']], project, stats);
}
