import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScrubber } from '../../../ingest/landing/scrubber.js';
import { saltFingerprints } from '../../../ingest/raw/manifest-tables.js';
import { UserError } from '../../../warehouse/user-error.js';
import { createInstallation, type Installation } from '../support/installation.js';

const REGISTRY = `
teams: [{ team_id: search, name: Search, cost_center: CC-1 }]
services: [{ service_id: search, product: search, kind: direct, environment: prod, owners: [{ team_id: search, from: 2024-01-01 }] }]
identities: [{ kind: principal, provider: openai, value: ann@acme.com, service_id: search, from: 2024-01-01 }]
`;

let here: Installation;
let folder: string;
let file: string;

beforeEach(async () => {
  here = await createInstallation('engine: { type: duckdb, path: ./test.duckdb }\nregistry: ./registry.yaml\n');
  here.write('registry.yaml', REGISTRY);
  folder = join(here.folder, '.tokenledger');
  file = join(folder, 'salt');
});
afterEach(() => here.close());

/** `email:` and 32 hex digits of the SHA-256 of salt and address. */
const hashOf = (salt: Buffer) =>
  `email:${createHash('sha256').update(salt).update('ann@acme.com').digest('hex').slice(0, 32)}`;
const identities = async () => (await here.rows('select identity from raw.identities')).map(({ identity }) => identity);
const fingerprints = () => here.rows('select fingerprint from raw.salt_fingerprints');

describe('the salt of an installation', () => {
  it('is made once, readable by its owner only, and its fingerprint is kept with the rows', async () => {
    await here.ingestReference();
    const salt = readFileSync(file);
    expect(salt).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['salt', 'work']);
    expect(await identities()).toEqual([hashOf(salt)]);
    const kept = await fingerprints();
    expect(kept).toHaveLength(1);
    const label = 'tokenledger salt fingerprint';
    expect(kept[0]?.fingerprint).toBe(createHash('sha256').update(label).update(salt).digest('hex'));

    await here.ingestReference();
    await here.ingest();
    expect(readFileSync(file)).toEqual(salt);
    expect(await fingerprints()).toEqual(kept);
  });

  it('comes from TOKENLEDGER_SALT where that is set, and then needs no file', async () => {
    const salt = Buffer.alloc(32, 0xab);
    await here.ingestReference([], { TOKENLEDGER_SALT: salt.toString('hex').toUpperCase() });
    expect(await identities()).toEqual([hashOf(salt)]);
    expect(existsSync(file)).toBe(false);
    // The file and the variable are two places for the same salt.
    writeFileSync(file, salt);
    expect((await here.ingestReference()).ok).toBe(true);
    // What is set and empty is not set.
    expect((await here.ingestReference([], { TOKENLEDGER_SALT: '' })).ok).toBe(true);
  });

  it('is not made a second time for a warehouse that has rows: the machine without it is refused', async () => {
    await here.ingestReference();
    const elsewhere = join(here.folder, 'elsewhere');
    cpSync(file, elsewhere);
    rmSync(folder, { recursive: true });
    const refused = here.ingestReference();
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(
      /this machine has no salt \(TOKENLEDGER_SALT is not set, .*salt is not there\)/,
    );
    await expect(refused).rejects.toThrow(/Copy the file .* to .*\.tokenledger\/salt, or set TOKENLEDGER_SALT/);
    await expect(here.ingest()).rejects.toThrow('this machine has no salt');
    expect(existsSync(file)).toBe(false);
    // Both ways out of it.
    const hex = readFileSync(elsewhere).toString('hex');
    expect((await here.ingestReference([], { TOKENLEDGER_SALT: hex })).ok).toBe(true);
    cpSync(elsewhere, file);
    expect((await here.ingestReference()).ok).toBe(true);
  });

  it('is refused when it is another one than the rows were landed with', async () => {
    await here.ingestReference();
    const before = await identities();
    const other = Buffer.alloc(32, 1);
    await expect(here.ingestReference([], { TOKENLEDGER_SALT: other.toString('hex') })).rejects.toThrow(
      'the salt in TOKENLEDGER_SALT is not the one',
    );
    writeFileSync(file, other);
    await expect(here.ingestReference()).rejects.toThrow(/the salt in .*\.tokenledger\/salt is not the one/);
    await expect(here.ingest()).rejects.toThrow(UserError);
    expect(await identities()).toEqual(before);
  });

  it('is taken for the right one where rows were landed before fingerprints were kept', async () => {
    await here.ingestReference();
    const salt = readFileSync(file);
    await forgetFingerprint();
    rmSync(file);
    await expect(here.ingestReference()).rejects.toThrow('this machine has no salt');
    writeFileSync(file, salt);
    expect((await here.ingestReference()).ok).toBe(true);
    expect(await fingerprints()).toHaveLength(1);
  });

  it('gives way to the first of two machines that began at once', async () => {
    await here.ingestReference();
    const mine = readFileSync(file);
    const theirs = Buffer.alloc(32, 3);
    writeFileSync(file, theirs);
    await forgetFingerprint();
    here.now = '2026-11-08T06:00:01Z';
    expect((await here.ingestReference()).ok).toBe(true);
    // The other one's is the earlier, and became visible after this machine had looked.
    await recordEarlier(mine);
    await expect(here.ingestReference()).rejects.toThrow('is not the one');
    writeFileSync(file, mine);
    expect((await here.ingestReference()).ok).toBe(true);
  });

  it('is refused when it is cut off, in the file or in the variable', async () => {
    mkdirSync(folder);
    writeFileSync(file, 'short');
    await expect(here.ingestReference()).rejects.toThrow(/salt is damaged\. Restore it from a backup/);
    for (const text of ['00'.repeat(31), `${'00'.repeat(32)}0`, 'xy'.repeat(32), 'correct horse battery staple'])
      await expect(here.ingestReference([], { TOKENLEDGER_SALT: text })).rejects.toThrow(
        /TOKENLEDGER_SALT must be 64 hex digits or more: .*openssl rand -hex 32/,
      );
    expect(readFileSync(file, 'utf8')).toBe('short');
  });
});

async function forgetFingerprint(): Promise<void> {
  await here.warehouse.land([{ table: saltFingerprints, file: here.write('none.ndjson', ''), replace: { where: {} } }]);
}

async function recordEarlier(salt: Buffer): Promise<void> {
  const fingerprint = createHash('sha256').update('tokenledger salt fingerprint').update(salt).digest('hex');
  const row = { fingerprint, recorded_at: '2026-11-08T06:00:00Z' };
  await here.warehouse.land([{ table: saltFingerprints, file: here.write('one.ndjson', JSON.stringify(row)) }]);
}

describe('createScrubber', () => {
  it('gives other hashes for another salt, and keeps addresses only when told to', () => {
    const one = createScrubber(Buffer.alloc(32, 1), false)('ann@acme.com');
    expect(one).toMatch(/^email:[0-9a-f]{32}$/);
    expect(createScrubber(Buffer.alloc(32, 2), false)('ann@acme.com')).not.toBe(one);
    expect(createScrubber(Buffer.alloc(32, 1), true)('ann@acme.com')).toBe('ann@acme.com');
  });

  it('takes keys out of longer texts, and leaves ordinary words alone', () => {
    const scrub = createScrubber(Buffer.alloc(32), true);
    expect(scrub('key sk-proj-abcDEF123456 of ann')).toMatch(/^key [0-9a-f]{64} of ann$/);
    for (const text of [
      'risk-assessment-2026-11',
      'task-force-1234567890',
      'sk-learn-pipeline-for-search',
      'project=desk-42',
    ]) {
      expect(scrub(text)).toBe(text);
    }
  });
});
