import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOrCreateSalt } from '../../../ingest/landing/salt.js';
import { createScrubber } from '../../../ingest/landing/scrubber.js';

describe('readOrCreateSalt', () => {
  it('makes one salt for the installation, readable by its owner only', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'tokenledger-salt-')), '.tokenledger');
    const salt = readOrCreateSalt(folder);
    expect(salt).toHaveLength(32);
    expect(readOrCreateSalt(folder)).toEqual(salt);
    expect(statSync(join(folder, 'salt')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['salt']);
  });

  it('refuses half a salt instead of making another', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokenledger-salt-'));
    writeFileSync(join(folder, 'salt'), 'short');
    expect(() => readOrCreateSalt(folder)).toThrow(/salt is damaged\. Restore it from a backup/);
  });
});

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
