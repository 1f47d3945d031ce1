import type { Row } from '../../warehouse/warehouse.js';
import { identifySource, type SourceConfig } from '../sources/index.js';

/** One row per configured source. */
export function sourceRows(entries: readonly SourceConfig[]): Row[] {
  return entries.map((entry) => {
    const { sourceId, type, provider, account, gateway, startDate } = identifySource(entry);
    return { source_id: sourceId, source_type: type, provider, account, gateway, start_date: startDate };
  });
}

/** One row per gateway × account behind it, or per sub-account or key of it where the configuration names them, and per host. */
export function gatewayRouteRows(entries: readonly SourceConfig[]): Row[] {
  const identities = entries.map((entry) => identifySource(entry));
  return entries.flatMap((entry): Row[] => {
    if (!('routes' in entry)) return [];
    const { gateway } = identifySource(entry);
    return entry.routes.flatMap((declared): Row[] => {
      const { account, api_key_ids, sub_account_ids, hosts } = declared;
      const provider =
        identities.find((identity) => identity.account === account)?.provider ?? declared.provider ?? null;
      const route = { gateway, host: null, provider, account, sub_account_id: null, api_key_id: null };
      const narrowed = [
        ...sub_account_ids.map((sub_account_id) => ({ ...route, sub_account_id })),
        ...api_key_ids.map((api_key_id) => ({ ...route, api_key_id })),
      ];
      return [...(narrowed.length > 0 ? narrowed : [route]), ...hosts.map((host) => ({ ...route, host }))];
    });
  });
}
