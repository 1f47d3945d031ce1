import type { IngestResult, ReportSummary } from '../../ingest/ingest-types.js';
import { formatCount } from '../../report/text/format-amount.js';
import { renderTable } from '../../report/text/render-table.js';
import { describeError } from '../describe-error.js';

/** Several ingestions as one. */
export function joinIngests(results: readonly IngestResult[]): IngestResult {
  return {
    ok: results.every(({ ok }) => ok),
    reports: results.flatMap(({ reports }) => reports),
    failures: results.flatMap(({ failures }) => failures),
  };
}

/** What an ingestion landed, one line a source and report. */
export function renderIngest(result: IngestResult): string {
  if (result.reports.length === 0) return 'Nothing was ingested.';
  return renderTable(
    [
      { title: 'Source' },
      { title: 'Report' },
      { title: 'Status' },
      { title: 'Read', align: 'right' },
      { title: 'Landed', align: 'right' },
      { title: 'Rejected', align: 'right' },
      { title: 'Left out', align: 'right' },
      { title: 'Days changed', align: 'right' },
      { title: 'Files known', align: 'right' },
    ],
    result.reports.map((report) => [
      report.sourceId,
      report.report,
      report.status === 'done' ? 'done' : 'FAILED',
      formatCount(report.rowsRead),
      formatCount(report.rowsLanded),
      formatCount(report.rowsRejected),
      formatCount(report.rowsLeftOut),
      formatCount(report.changedDays),
      formatCount(report.skippedFiles),
    ]),
  );
}

/** The same for a program. */
export function ingestToJson(result: IngestResult): Readonly<Record<string, unknown>> {
  return {
    ok: result.ok,
    reports: result.reports.map((report: ReportSummary) => ({
      source_id: report.sourceId,
      report: report.report,
      status: report.status,
      rows_read: report.rowsRead,
      rows_landed: report.rowsLanded,
      rows_rejected: report.rowsRejected,
      rows_left_out: report.rowsLeftOut,
      changed_days: report.changedDays,
      skipped_files: report.skippedFiles,
      batches: report.batches,
    })),
    failures: result.failures.map(({ sourceId, report, error }) => ({
      source_id: sourceId,
      report,
      error: describeError(error),
    })),
  };
}
