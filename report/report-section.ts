import type { Row } from '../warehouse/warehouse.js';

/** What all sections of one report have in common. Months are `YYYY-MM`, UTC. */
export interface ReportContext {
  /** The month that is charged back. */
  readonly month: string;
  /** It will still change: it is not over, or not all of it is billed. */
  readonly isProvisional: boolean;
  /** The month of the newest day, which is forecast. */
  readonly openMonth: string;
  /** The newest day of the ledger, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** Where the database is, for a person. */
  readonly database: string;
  /** What comes before a command so that it works as pasted, such as `tokenledger --config ./demo/tokenledger.yaml`. */
  readonly commandPrefix: string;
  /** Where `export` writes when asked as the report suggests. */
  readonly exportDirectory: string;
}

/** The rows of a section, by the name of the query that gave them. */
export type SectionRows = Readonly<Record<string, readonly Row[]>>;

/** One part of the report: what it reads and how a person sees it. Rendering is pure, so it is tested on hand-made rows. */
export interface ReportSection {
  readonly id: string;
  readonly title: (context: ReportContext) => string;
  /** Plain selects on the marts, valid in both engines' dialects. */
  readonly queries: (context: ReportContext) => Readonly<Record<string, string>>;
  readonly render: (rows: SectionRows, context: ReportContext) => string;
}
