import { z } from 'zod';
import { anthropicApiKeys, anthropicWorkspaces } from '../../raw/provider-tables.js';
import type { SnapshotReport } from '../../source.js';
import { notLanded, optionalText } from '../decimal-text.js';
import { type AnthropicClient, fetchAnthropicList } from './client.js';

const timestamp = z.iso.datetime({ offset: true }).nullish();

const workspace = z.object({
  id: z.string(),
  type: notLanded,
  name: optionalText,
  created_at: timestamp,
  archived_at: timestamp,
  display_color: notLanded,
  data_residency: notLanded,
});

const apiKey = z.object({
  id: z.string(),
  type: notLanded,
  name: optionalText,
  workspace_id: optionalText,
  status: optionalText,
  created_at: timestamp,
  created_by: notLanded,
  partial_key_hint: notLanded,
  expires_at: notLanded,
});

/** `/v1/organizations/workspaces`, archived ones too. The default workspace has no entry and no id. */
export function anthropicWorkspacesReport(client: AnthropicClient): SnapshotReport {
  const { scrub } = client.context;
  return {
    kind: 'snapshot',
    report: 'workspaces',
    table: anthropicWorkspaces,
    async *pull(snapshotDate, stats) {
      const entries = fetchAnthropicList(client, 'workspaces', [['include_archived', 'true']], workspace, stats);
      for await (const entry of entries) {
        yield {
          account: client.settings.account,
          snapshot_date: snapshotDate,
          workspace_id: entry.id,
          workspace_name: entry.name == null ? null : scrub(entry.name),
          created_at: entry.created_at ?? null,
          archived_at: entry.archived_at ?? null,
        };
      }
    },
  };
}

/** `/v1/organizations/api_keys`: ids, names and states, never the key or its hint. */
export function anthropicApiKeysReport(client: AnthropicClient): SnapshotReport {
  const { scrub } = client.context;
  return {
    kind: 'snapshot',
    report: 'api_keys',
    table: anthropicApiKeys,
    async *pull(snapshotDate, stats) {
      for await (const entry of fetchAnthropicList(client, 'api_keys', [], apiKey, stats)) {
        yield {
          account: client.settings.account,
          snapshot_date: snapshotDate,
          api_key_id: entry.id,
          api_key_name: entry.name == null ? null : scrub(entry.name),
          workspace_id: entry.workspace_id ?? null,
          status: entry.status ?? null,
          created_at: entry.created_at ?? null,
        };
      }
    },
  };
}
