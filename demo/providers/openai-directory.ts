import { epochOf } from '../days.js';
import { limitOf } from './page-of-days.js';
import { badRequest, ProviderError } from './provider-error.js';

interface Project {
  readonly id: string;
  readonly name: string;
  readonly createdOn: string;
  readonly archivedOn: string | null;
  readonly keys: readonly { readonly id: string; readonly name: string; readonly owner: KeyOwner }[];
}

type KeyOwner = { readonly type: 'service_account' | 'user'; readonly id: string; readonly name: string };

const serviceAccount = (id: string, name: string): KeyOwner => ({ type: 'service_account', id, name });

const PROJECTS: readonly Project[] = [
  {
    id: 'proj_gateway',
    name: 'LLM gateway',
    createdOn: '2025-11-03',
    archivedOn: null,
    keys: [{ id: 'key_gateway', name: 'gateway-prod', owner: serviceAccount('svc_acct_gateway', 'gateway') }],
  },
  {
    id: 'proj_enrichment',
    name: 'Nightly enrichment',
    createdOn: '2026-02-17',
    archivedOn: null,
    keys: [{ id: 'key_enrichment', name: 'enrichment', owner: serviceAccount('svc_acct_enrichment', 'enrichment') }],
  },
  {
    id: 'proj_notebooks',
    name: 'DS notebooks',
    createdOn: '2026-06-30',
    archivedOn: null,
    keys: [
      {
        id: 'key_notebooks',
        name: 'shared notebook key',
        owner: { type: 'user', id: 'user-ds-ines', name: 'Ines Okafor' },
      },
    ],
  },
  { id: 'proj_prototype', name: 'Chat prototype', createdOn: '2024-05-02', archivedOn: '2025-09-30', keys: [] },
];

export function projectName(id: string): string | null {
  return PROJECTS.find((project) => project.id === id)?.name ?? null;
}

/** `GET /v1/organization/projects`. Archived projects show only when asked for. */
export function answerProjects(query: URLSearchParams): unknown {
  const visible = PROJECTS.filter(
    ({ archivedOn }) => archivedOn === null || query.get('include_archived') === 'true',
  ).map(({ id, name, createdOn, archivedOn }) => ({
    id,
    object: 'organization.project',
    name,
    created_at: epochOf(createdOn),
    archived_at: archivedOn === null ? null : epochOf(archivedOn),
    status: archivedOn === null ? 'active' : 'archived',
  }));
  return openaiList(query, visible);
}

/** `GET /v1/organization/projects/{id}/api_keys`. */
export function answerProjectApiKeys(query: URLSearchParams, projectId: string): unknown {
  const project = PROJECTS.find(({ id }) => id === projectId);
  if (project === undefined) throw new ProviderError(404, 'not_found', `Project ${projectId} not found`);
  const keys = project.keys.map(({ id, name, owner }) => ({
    object: 'organization.project.api_key',
    redacted_value: 'sk-fern...demo',
    name,
    created_at: epochOf(project.createdOn),
    last_used_at: null,
    id,
    owner_project_access: 'active',
    owner: {
      type: owner.type,
      [owner.type]: {
        object: `organization.project.${owner.type}`,
        id: owner.id,
        name: owner.name,
        role: 'member',
        created_at: epochOf(project.createdOn),
      },
    },
  }));
  return openaiList(query, keys);
}

function openaiList(query: URLSearchParams, entries: readonly { readonly id: string }[]): unknown {
  const after = query.get('after');
  const start = after === null ? 0 : entries.findIndex(({ id }) => id === after) + 1;
  if (after !== null && start === 0) throw badRequest(`No such entry: ${after}`);
  const data = entries.slice(start, start + limitOf(query, 20, 100));
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + data.length < entries.length,
  };
}
