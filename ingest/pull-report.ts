import type { IngestDeps, IngestFailure, ReportSummary } from './ingest-types.js';
import { type LandedCounts, landDays } from './landing/land-days.js';
import { landFiles } from './landing/land-files.js';
import { landSnapshot } from './landing/land-snapshot.js';
import type { Landing } from './landing/landing.js';
import { readLandedReport } from './landing/read-manifest.js';
import { type PullPlan, planWindows } from './plan-windows.js';
import type { DayReport, Report, SourceIdentity } from './source.js';

export interface ReportPull<Kind extends Report = Report> {
  readonly landing: Landing;
  readonly identity: SourceIdentity;
  readonly report: Kind;
  readonly plan: Pick<PullPlan, 'today' | 'from' | 'to' | 'trailingDays'>;
  readonly directory: string;
  readonly deps: Pick<IngestDeps, 'log' | 'onProgress'>;
}

export interface ReportOutcome {
  readonly summary: ReportSummary;
  readonly failures: readonly IngestFailure[];
}

/** Pulls one report of one source to its end, or to its first failure, and says what was landed until then. */
export async function pullReport(pull: ReportPull): Promise<ReportOutcome> {
  const { identity, report } = pull;
  const counts = {
    rowsRead: 0,
    rowsLanded: 0,
    rowsRejected: 0,
    rowsLeftOut: 0,
    changedDays: 0,
    batches: 0,
    skippedFiles: 0,
  };
  const errors: Error[] = [];
  const add = (landed: LandedCounts) => {
    counts.rowsRead += landed.rowsRead;
    counts.rowsLanded += landed.rowsLanded;
    counts.rowsRejected += landed.rowsRejected;
    counts.rowsLeftOut += landed.rowsLeftOut ?? 0;
    counts.changedDays += landed.changedDays;
    counts.batches += landed.batches;
  };
  try {
    if (report.kind === 'days') {
      await pullDays({ ...pull, report }, add);
    } else {
      const landed = await readLandedReport(pull.landing, identity.sourceId, report.report);
      if (report.kind === 'snapshot') {
        add(await landSnapshot(pull.landing, identity, report, landed));
        progress(pull, pull.plan.today, 1, 1);
      } else {
        const files = await landFiles(pull.landing, identity, report, landed, pull.directory, (path, finished, total) =>
          progress(pull, path, finished, total),
        );
        add(files);
        counts.skippedFiles = files.skippedFiles;
        errors.push(...files.failures);
      }
    }
  } catch (error) {
    errors.push(error instanceof Error ? error : new Error(String(error)));
  }
  const status = errors.length === 0 ? 'done' : 'failed';
  pull.deps.log(describe(identity.sourceId, report.report, status, counts));
  return {
    summary: { sourceId: identity.sourceId, report: report.report, status, ...counts },
    failures: errors.map((error) => ({ sourceId: identity.sourceId, report: report.report, error })),
  };
}

async function pullDays(pull: ReportPull<DayReport>, add: (landed: LandedCounts) => void): Promise<void> {
  const { landing, identity, report, plan } = pull;
  const landed = await readLandedReport(landing, identity.sourceId, report.report);
  const windows = planWindows({
    ...plan,
    startDate: identity.startDate ?? plan.today,
    landedDays: new Set(landed.days.keys()),
    maxDays: report.maxDays,
  });
  for (const [index, window] of windows.entries()) {
    add(await landDays(landing, identity, report, window, landed));
    progress(pull, `${window.from} to ${window.to}`, index + 1, windows.length);
  }
}

function progress({ deps, identity, report }: ReportPull, step: string, finished: number, total: number): void {
  deps.onProgress?.({ sourceId: identity.sourceId, report: report.report, step, finished, total });
}

function describe(
  sourceId: string,
  report: string,
  status: string,
  counts: Omit<ReportSummary, 'sourceId' | 'report' | 'status'>,
): string {
  const parts = [
    `${counts.rowsRead} read`,
    `${counts.rowsLanded} landed`,
    counts.rowsRejected > 0 ? `${counts.rowsRejected} rejected` : '',
    counts.rowsLeftOut > 0 ? `${counts.rowsLeftOut} left out` : '',
    counts.changedDays > 0 ? `${counts.changedDays} days changed` : '',
    counts.skippedFiles > 0 ? `${counts.skippedFiles} files known` : '',
  ];
  return `${sourceId} ${report}: ${status === 'done' ? '' : 'failed; '}${parts.filter((part) => part !== '').join(', ')}`;
}
