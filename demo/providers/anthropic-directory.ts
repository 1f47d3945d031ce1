import { limitOf } from './page-of-days.js';
import { badRequest } from './provider-error.js';

const WORKSPACES = [
  { id: 'wrkspc_01Gateway', name: 'LLM gateway', createdOn: '2025-11-03', archivedOn: null },
  { id: 'wrkspc_01CodeReview', name: 'Code review', createdOn: '2026-03-09', archivedOn: null },
  { id: 'wrkspc_01Pilot', name: 'Pilot 2025', createdOn: '2025-02-10', archivedOn: '2026-01-15' },
];

const API_KEYS = [
  { id: 'apikey_01Gateway', name: 'gateway-prod', workspaceId: 'wrkspc_01Gateway', createdOn: '2025-11-03' },
  { id: 'apikey_01CodeReview', name: 'code-review', workspaceId: 'wrkspc_01CodeReview', createdOn: '2026-03-09' },
];

/** `GET /v1/organizations/workspaces`. The default workspace has no entry. */
export function answerWorkspaces(query: URLSearchParams): unknown {
  const visible = WORKSPACES.filter(
    ({ archivedOn }) => archivedOn === null || query.get('include_archived') === 'true',
  ).map(({ id, name, createdOn, archivedOn }) => ({
    id,
    type: 'workspace',
    name,
    created_at: `${createdOn}T09:00:00Z`,
    archived_at: archivedOn === null ? null : `${archivedOn}T09:00:00Z`,
    display_color: '#6C5BB9',
  }));
  return anthropicList(query, visible);
}

/** `GET /v1/organizations/api_keys`. */
export function answerApiKeys(query: URLSearchParams): unknown {
  const keys = API_KEYS.map(({ id, name, workspaceId, createdOn }) => ({
    id,
    type: 'api_key',
    name,
    workspace_id: workspaceId,
    created_at: `${createdOn}T09:00:00Z`,
    created_by: { id: 'user_01Admin', type: 'user' },
    partial_key_hint: 'sk-ant-api03-...demo',
    status: 'active',
  }));
  return anthropicList(query, keys);
}

function anthropicList(query: URLSearchParams, entries: readonly { readonly id: string }[]): unknown {
  const after = query.get('after_id');
  const start = after === null ? 0 : entries.findIndex(({ id }) => id === after) + 1;
  if (after !== null && start === 0) throw badRequest(`after_id: no such entry ${after}`);
  const data = entries.slice(start, start + limitOf(query, 20, 100));
  return {
    data,
    has_more: start + data.length < entries.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}
