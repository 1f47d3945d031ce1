import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder, openTextCache } from '../../../warehouse/cache/text-cache.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tokenledger-home-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('cacheFolder', () => {
  it('is where the user keeps caches', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/x/tokenledger');
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/h' })).toBe('/h/.cache/tokenledger');
    expect(cacheFolder({})).toBeUndefined();
  });
});

describe('openTextCache', () => {
  it('gives back what was written, for the same kind and key only, to this user alone', async () => {
    const folder = join(home, '.cache', 'tokenledger');
    await openTextCache(folder).write('graph', 'k', 'text\nof lines');
    const cache = openTextCache(folder);
    expect(await cache.read('graph', 'k')).toBe('text\nof lines');
    expect(await cache.read('graph', 'other')).toBeUndefined();
    expect(await cache.read('plan', 'k')).toBeUndefined();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual(['graph-k']);
    expect(statSync(join(folder, 'graph-k')).mode & 0o777).toBe(0o600);
  });

  it('ignores a damaged text and writes it anew', async () => {
    const cache = openTextCache(home);
    await cache.write('graph', 'k', 'SELECT 1');
    const path = join(home, 'graph-k');
    for (const damaged of [readFileSync(path, 'utf8').replace('SELECT 1', 'SELECT 2'), 'SEL', '']) {
      writeFileSync(path, damaged);
      expect(await cache.read('graph', 'k')).toBeUndefined();
    }
    await cache.write('graph', 'k', 'SELECT 1');
    expect(await cache.read('graph', 'k')).toBe('SELECT 1');
  });

  it('keeps the newest texts of a kind and what is of other kinds', async () => {
    const cache = openTextCache(home);
    await cache.write('plan', 'old', 'p');
    for (const [age, key] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
      await cache.write('graph', key, key);
      utimesSync(join(home, `graph-${key}`), 1_700_000_000 + age, 1_700_000_000 + age);
    }
    await cache.write('graph', 'g', 'g');
    expect(readdirSync(home).sort()).toEqual(['graph-d', 'graph-e', 'graph-f', 'graph-g', 'plan-old']);
  });

  it('neither trusts nor changes a folder that others may write to', async () => {
    await openTextCache(home).write('graph', 'k', 'text');
    chmodSync(home, 0o777);
    expect(await openTextCache(home).read('graph', 'k')).toBeUndefined();
    await openTextCache(home).write('graph', 'other', 'text');
    expect(readdirSync(home)).toEqual(['graph-k']);
  });

  it('does without a folder that cannot be made', async () => {
    writeFileSync(join(home, 'file'), '');
    const cache = openTextCache(join(home, 'file', 'tokenledger'));
    await cache.write('graph', 'k', 'text');
    expect(await cache.read('graph', 'k')).toBeUndefined();
  });
});
