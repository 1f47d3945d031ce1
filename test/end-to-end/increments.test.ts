import { expect, it } from 'vitest';
import { FROZEN, fingerprint, startCompany } from './company-run.js';

it('gives the same tables in daily increments, with a late and a restated day, as all at once', async () => {
  const size = { requests: 4_000, from: '2026-09-20', to: '2026-10-25' };
  const restatements = [
    { day: '2026-10-18', revealedOn: '2026-10-20', provider: 'openai', percent: 90 },
    { day: '2026-10-19', revealedOn: '2026-10-21', provider: 'anthropic', percent: 110 },
  ] as const;
  const daily = await startCompany({ ...size, restatements, today: '2026-10-19' });
  const once = await startCompany({ ...size, restatements, today: '2026-10-23' });
  try {
    for (const today of ['2026-10-19', '2026-10-20', '2026-10-21', '2026-10-22', '2026-10-23']) {
      await daily.demo.advance(today);
      await daily.run();
    }
    await once.run();
    const expected = await fingerprint(once, FROZEN);
    expect(await fingerprint(daily, FROZEN)).toEqual(expected);
    await daily.run({ fullRefresh: true });
    expect(await fingerprint(daily, FROZEN)).toEqual(expected);
    // A snapshot stands as it was made: the restated 18th was forecast before it was corrected.
    const snapshots = await daily.query("SELECT count(*) AS n FROM marts.forecast_variance WHERE scope = 'total'");
    expect(snapshots).toEqual([{ n: '33' }]);
  } finally {
    await daily.close();
    await once.close();
  }
}, 300_000);
