import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScrubber } from '../../../ingest/landing/scrubber.js';
import type { Row } from '../../../warehouse/warehouse.js';
import { type LogReader, lines, openLogReader, SALT } from '../support/read-log.js';

// Put together here, so that no scanner of secrets takes this file for a leak.
const body = (length: number) => 'a1B2c3D4e5F6g7H8i9J0'.repeat(5).slice(0, length);
const SECRETS = {
  openai: `sk-proj-${body(40)}`,
  'openai admin': `sk-admin-${body(30)}_T3-${body(20)}`,
  anthropic: `sk-ant-api03-${body(60)}-AA`,
  openrouter: `sk-or-v1-${body(40).toLowerCase()}`,
  litellm: `sk-${body(22)}`,
  aws: `AKIA${body(30).toUpperCase().slice(0, 16)}`,
  'aws session': `ASIA${body(30).toUpperCase().slice(0, 16)}`,
  google: `AIza${body(35)}`,
  github: `ghp_${body(36)}`,
  'github app': `ghs_${body(36)}`,
  'github fine-grained': `github_pat_${body(22)}_${body(59)}`,
  slack: `xoxb-123456789012-${body(24)}`,
  jwt: `eyJ${body(20)}.eyJ${body(40)}.${body(43)}`,
  bearer: `Bearer ${body(30)}`,
  'e-mail': 'Ann.Smith+test@mail.Acme-Corp.co.uk',
};

/** Where the texts of a record lie, and the column of each. */
const record = (text: string) => ({
  request_id: text,
  call_type: text,
  session_id: text,
  api_key: text,
  team_id: text,
  user: text,
  end_user: text,
  model: text,
  model_group: text,
  model_id: text,
  custom_llm_provider: text,
  api_base: text,
  metadata: { user_api_key_alias: text, user_api_key_team_alias: text, usage_object: { service_tier: text } },
  request_tags: [`project:${text}`, `feature:${text}`, `env:${text}`, `customer:${text}`],
  startTime: '2026-11-20 14:03:11',
  status: 'success',
  spend: 0,
});

const row = (text: string) => ({
  request_id: text,
  call_type: text,
  session_id: text,
  virtual_key_id: text,
  virtual_key_alias: text,
  gateway_team_id: text,
  gateway_team_alias: text,
  gateway_user_id: text,
  end_user_id: text,
  model_id: text,
  requested_model_id: text,
  deployment_id: text,
  provider_name: text,
  api_base: text,
  service_tier: text,
  service_tag: `project=${text}`,
  feature_tag: text,
  environment_tag: text,
  customer_tag: text,
});

const scrub = createScrubber(SALT, false);

let reader: LogReader;

beforeAll(async () => {
  reader = await openLogReader();
});

afterAll(() => reader.close());

/** The row of each text, all read as one file; `ended_at` tells them apart. */
async function readTexts(texts: readonly string[], by = reader): Promise<readonly Row[]> {
  const records = texts.map((text, place) => ({ ...record(text), endTime: 1_795_000_000 + place }));
  const { rows, rejections } = await by.read(lines(...records));
  expect(rejections).toEqual([]);
  expect(rows).toHaveLength(texts.length);
  return [...rows].sort((a, b) => Date.parse(String(a.ended_at)) - Date.parse(String(b.ended_at)));
}

describe('no key and no e-mail address', () => {
  it('is landed in any column, and what is landed instead is what the scrubber gives', async () => {
    const secrets = Object.values(SECRETS);
    const rows = await readTexts(secrets.map((secret) => `of ${secret}, here`));
    for (const [place, secret] of secrets.entries()) {
      expect(rows[place]).toMatchObject(row(scrub(`of ${secret}, here`)));
      expect(JSON.stringify(rows[place])).not.toContain(secret);
    }
    // The hash of a key is that of LiteLLM, the same everywhere; the hash of an address is the installation's own.
    const hash = createHash('sha256').update(SECRETS.litellm).digest('hex');
    expect(rows[secrets.indexOf(SECRETS.litellm)]?.gateway_user_id).toBe(`of ${hash}, here`);
    expect(rows[secrets.indexOf(SECRETS['e-mail'])]?.gateway_user_id).toMatch(/^of email:[0-9a-f]{32}, here$/);
  });

  it('is landed when several stand in one text, one of them the end of another', async () => {
    const texts = [
      'ann@acme.com, mary.ann@acme.com, Ann@Acme.com',
      `${SECRETS.openai} ${SECRETS.github}/${SECRETS.openai}`,
      `bob@acme.com ${SECRETS.anthropic} bob@acme.com`,
      `key=${SECRETS.google}&user=ann@acme.com`.replaceAll('=', ' is '),
    ];
    const rows = await readTexts(texts);
    expect(rows.map(({ gateway_user_id }) => gateway_user_id)).toEqual(texts.map(scrub));
  });

  it('is seen in a word that only looks like one', async () => {
    const texts = [
      'sk-learn-classifier',
      'risk-assessment',
      'team@home',
      'AKIA',
      'ghp_short',
      'Bearer of news',
      'eyJ.a.b',
      '@ann',
    ];
    const rows = await readTexts(texts);
    expect(rows.map(({ gateway_user_id }) => gateway_user_id)).toEqual(texts);
  });

  it('is landed from any text of words, keys and addresses', async () => {
    const word = fc.constantFrom(
      ...Object.values(SECRETS),
      'ann@acme.com',
      'jo.ann@acme.com',
      'ann',
      'é',
      '日本',
      '😀',
      "o'brien",
    );
    const text = fc
      .array(fc.tuple(word, fc.constantFrom(' ', ', ', '; ', ' / ', '\n')), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.flat().join('').trim());
    const texts = fc.sample(text, { numRuns: 300, seed: 7 });
    const rows = await readTexts(texts);
    expect(rows.map(({ gateway_user_id }) => gateway_user_id)).toEqual(texts.map(scrub));
  });
});

it('e-mail addresses are kept when the operator says so, keys are not', async () => {
  const keeping = await openLogReader({ keepEmails: true });
  try {
    const text = `Ann@Acme.com ${SECRETS.openai}`;
    const [kept] = await readTexts([text], keeping);
    expect(kept?.gateway_user_id).toBe(createScrubber(SALT, true)(text));
    expect(kept?.gateway_user_id).toMatch(/^Ann@Acme\.com [0-9a-f]{64}$/);
  } finally {
    await keeping.close();
  }
});

it('a URL is landed without its user, password, query and fragment', async () => {
  const urls = {
    'https://api.openai.com/v1/': 'https://api.openai.com/v1/',
    'https://me:pw@host.example/v1?key=secret#part': 'https://host.example/v1',
    'https://host.example/v1?user=ann@acme.com': 'https://host.example/v1',
    'https://host.example/v1/ann@acme.com/x': `https://host.example/v1/${scrub('ann@acme.com')}/x`,
    [`https://host.example/${SECRETS.google}/x`]: `https://host.example/${scrub(SECRETS.google)}/x`,
    'https://ann@acme.com:443/v1': 'https://acme.com:443/v1',
  };
  const rows = await readTexts(Object.keys(urls));
  expect(rows.map(({ api_base }) => api_base)).toEqual(Object.values(urls));
});
