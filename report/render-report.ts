import type { Report } from './read-report.js';
import { reportSections } from './report-sections.js';
import { REPORT_WIDTH } from './text/render-table.js';

/** The whole report as plain text, 100 columns. */
export function renderReport({ context, sections }: Report): string {
  const parts = reportSections.map((section, index) => {
    const title = `${index + 1}  ${section.title(context)}`;
    return `${title}\n${'═'.repeat(Math.min(title.length, REPORT_WIDTH))}\n${section.render(sections[section.id] ?? {}, context)}`;
  });
  return `${[`Token Ledger: ${context.month} charged back, UTC months, US dollars`, ...parts].join('\n\n')}\n`;
}
