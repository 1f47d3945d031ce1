import type { ReportSection } from './report-section.js';
import { chargebackByTeam } from './sections/chargeback-by-team.js';
import { coverageByEvidence } from './sections/coverage-by-evidence.js';
import { forecastAgainstBudget } from './sections/forecast-against-budget.js';
import { needsAttention } from './sections/needs-attention.js';
import { nextSteps } from './sections/next-steps.js';
import { totalAgainstBill } from './sections/total-against-bill.js';
import { unitEconomics } from './sections/unit-economics.js';

/** The report from the top: is the total right, who bears it, on what evidence, where it goes, what it buys, what to do. */
export const reportSections: readonly ReportSection[] = [
  totalAgainstBill,
  chargebackByTeam,
  coverageByEvidence,
  forecastAgainstBudget,
  unitEconomics,
  needsAttention,
  nextSteps,
];
