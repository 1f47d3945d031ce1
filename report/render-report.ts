import type { Report } from './read-report.js';
import type { ReportContext } from './report-section.js';
import { reportSections } from './report-sections.js';
import { lastDay } from './text/month.js';
import { REPORT_WIDTH } from './text/render-table.js';

/** The whole report as plain text, 100 columns. */
export function renderReport({ context, sections }: Report): string {
  const parts = reportSections.map((section, index) => {
    const title = `${index + 1}  ${section.title(context)}`;
    return `${title}\n${'═'.repeat(Math.min(title.length, REPORT_WIDTH))}\n${section.render(sections[section.id] ?? {}, context)}`;
  });
  return `${[renderHead(context), ...parts].join('\n\n')}\n`;
}

function renderHead({ month, isProvisional, asOf }: ReportContext): string {
  const head = `Token Ledger: ${month} charged back, UTC months, US dollars`;
  if (!isProvisional) return head;
  const reach =
    asOf < lastDay(month) ? `not over: it holds the days up to ${asOf}` : 'over, but not all of it is billed';
  return [
    head,
    `PROVISIONAL: ${month} is ${reach}. These amounts will change.`,
    'What is not billed is estimated: usage at contracted rates, or list rates where no contract is on file.',
  ].join('\n');
}
