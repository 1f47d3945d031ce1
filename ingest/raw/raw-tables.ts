import type { RawTable } from '../../warehouse/raw-table.js';
import * as gateway from './gateway-tables.js';
import * as manifest from './manifest-tables.js';
import * as provider from './provider-tables.js';
import * as reference from './reference-tables.js';

/** Every table of the raw dataset. */
export const rawTables: readonly RawTable[] = [manifest, provider, gateway, reference].flatMap((group) =>
  Object.values(group),
);
