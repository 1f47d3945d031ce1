import { exportedMonths } from '../raw/manifest-tables.js';
import { type Landing, writeLoad } from './landing.js';

/** Notes that the chargeback of these months was handed out, the last time it was. */
export async function recordExports(landing: Landing, periods: readonly string[]): Promise<void> {
  if (periods.length === 0) return;
  const exportedAt = landing.now().toISO();
  const rows = periods.map((period) => ({ period, exported_at: exportedAt }));
  await landing.land([writeLoad(landing, exportedMonths, rows, { where: { period: periods } })]);
}
