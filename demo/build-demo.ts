import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBooks } from '../pricing/read-books.js';
import { packageRoot } from '../warehouse/package-root.js';
import { CANARIES } from './company.js';
import { scaleBudgets, writeBusinessMetrics, writeInvoices } from './company-books.js';
import { daysBetween } from './days.js';
import { generateCompany } from './generate-company.js';
import { type CausedCost, traceCosts } from './ground-truth.js';
import { type CompanySize, DEFAULT_SIZE } from './plan-days.js';
import { createPricer } from './pricer.js';
import { billProviders, type ProviderBill } from './provider-bill.js';
import { createProviderDays } from './providers/provider-days.js';
import type { Restatement } from './providers/restatement.js';
import { serveProviders } from './serve-providers.js';

export interface DemoOptions extends Partial<CompanySize> {
  /** The UTC day on which the demo plays: logs, usage and invoices of earlier days are out. The end of the window by default. */
  readonly today?: string;
  /** Corrections the providers publish when `today` moves past the day they are revealed on. */
  readonly restatements?: readonly Restatement[];
  /** Providers that answer 429 and 500 now and then; on by default. */
  readonly hasFaults?: boolean;
  readonly onProgress?: (finishedDays: number, totalDays: number) => void;
}

/** What the warehouse should find, from the generator's own books. */
export interface ExpectedTotals {
  readonly bills: readonly ProviderBill[];
  readonly caused: readonly CausedCost[];
}

/** A prepared company: files in a folder, and providers that answer on loopback. */
export interface Demo {
  readonly configPath: string;
  /** Variables the configuration names its keys by. */
  readonly env: Readonly<Record<string, string>>;
  readonly size: CompanySize;
  /** Text that must not be found in any table. */
  readonly canaries: readonly string[];
  today(): string;
  expected(): ExpectedTotals;
  /** Lets time pass: writes the logs up to the day, moves the books on and unveils the providers' days. */
  advance(today: string): Promise<void>;
  close(): Promise<void>;
}

const KEYS = {
  OPENAI_ADMIN_KEY: 'sk-admin-fernway-demo-0001',
  ANTHROPIC_ADMIN_KEY: 'sk-ant-admin01-fernway-demo-0001',
};

/** Writes the invented company into a folder and starts its providers. Run again, it writes the same bytes again. */
export async function prepareDemo(folder: string, options: DemoOptions = {}): Promise<Demo> {
  const pricer = createPricer(readBooks());
  const to = options.to ?? DEFAULT_SIZE.to;
  const logs = join(folder, 'logs');
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });
  const firstToday = options.today ?? to;
  const { onProgress } = options;
  const company = await generateCompany({
    ...options,
    pricer,
    logs: { folder: logs, before: firstToday },
    ...(onProgress === undefined ? {} : { onDay: onProgress }),
  });
  const { size } = company;
  const window = daysBetween(size.from, size.to);
  const days = createProviderDays({
    days: company.days,
    pricer,
    today: firstToday,
    restatements: options.restatements ?? [],
  });
  const server = await serveProviders({
    days,
    openaiKey: KEYS.OPENAI_ADMIN_KEY,
    anthropicKey: KEYS.ANTHROPIC_ADMIN_KEY,
    hasFaults: options.hasFaults ?? true,
  });
  const writeBooks = async () => {
    const bills = billProviders(days, window);
    await writeWhole(folder, 'business_metrics.csv', writeBusinessMetrics(company.days.values(), days.today()));
    await writeWhole(folder, 'invoices.csv', writeInvoices(bills, days.today(), size));
  };
  await writeCompanyFiles(folder, size, server.url);
  await writeBooks();
  return {
    configPath: join(folder, 'tokenledger.yaml'),
    env: KEYS,
    size,
    canaries: [...Object.values(CANARIES), ...Object.values(KEYS)],
    today: () => days.today(),
    expected: () => ({ bills: billProviders(days, window), caused: traceCosts(days, window) }),
    advance: async (today) => {
      await company.writeLogs(logs, days.today(), today);
      days.setToday(today);
      await writeBooks();
    },
    close: () => server.close(),
  };
}

async function writeCompanyFiles(folder: string, size: CompanySize, url: string): Promise<void> {
  const source = join(packageRoot(), 'demo', 'company');
  const template = await readFile(join(source, 'tokenledger.yaml'), 'utf8');
  await writeWhole(
    folder,
    'tokenledger.yaml',
    template.replaceAll('{{server}}', url).replaceAll('{{from}}', size.from),
  );
  for (const name of ['registry.yaml', 'contracts.csv'])
    await writeWhole(folder, name, await readFile(join(source, name), 'utf8'));
  const budgets = await readFile(join(source, 'budgets.csv'), 'utf8');
  await writeWhole(folder, 'budgets.csv', scaleBudgets(budgets, size));
}

async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
