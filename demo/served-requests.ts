/** What a service did for its business on a day, by feature and customer. */
export interface ServedRequests {
  readonly serviceId: string;
  readonly feature: string;
  readonly customerId: string;
  readonly count: number;
}

/** Counts answered requests of a day. */
export interface ServedCounter {
  add(serviceId: string, feature: string, customerId: string): void;
  counts(): ServedRequests[];
}

export function createServedCounter(): ServedCounter {
  const served = new Map<string, ServedRequests>();
  return {
    add(serviceId, feature, customerId) {
      const key = `${serviceId}|${feature}|${customerId}`;
      served.set(key, { serviceId, feature, customerId, count: (served.get(key)?.count ?? 0) + 1 });
    },
    counts: () => [...served.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counted]) => counted),
  };
}
