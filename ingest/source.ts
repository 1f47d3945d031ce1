import type { DateTime } from 'luxon';
import type { z } from 'zod';
import type { RawTable } from '../warehouse/raw-table.js';
import type { Row } from '../warehouse/warehouse.js';
import type { Mapping } from './gateways/mapping/read-mapping.js';
import type { FetchPage } from './http/fetch-page.js';
import type { Scrubber } from './landing/scrubber.js';
import type { UnknownFields } from './landing/unknown-fields.js';

/** Half-open range of UTC days, ISO dates. */
export interface DayWindow {
  readonly from: string;
  readonly to: string;
}

/** Names of the request tags that are landed, by what they mean; every other tag stays outside. */
export interface TagNames {
  readonly service: readonly string[];
  readonly feature: readonly string[];
  readonly environment: readonly string[];
  readonly customer: readonly string[];
}

/** What a source is given to work with; it reads nothing of the outer world by itself. */
export interface SourceContext {
  /** Folder that relative paths in the configuration start from. */
  readonly directory: string;
  readonly tags: TagNames;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetchPage: FetchPage;
  readonly scrub: Scrubber;
  /** The installation's own, for hashes of e-mail addresses. */
  readonly salt: Uint8Array;
  /** True when e-mail addresses are landed as they are, by the operator's choice. */
  readonly keepEmails: boolean;
  readonly now: () => DateTime<true>;
}

/** The rows of one UTC day of one report, all of them; no rows means the provider says that nothing happened. */
export interface PulledDay {
  readonly day: string;
  readonly rows: readonly Row[];
  /** False when the answer left the day out instead of giving it empty. */
  readonly isAnswered: boolean;
}

/** Counters a pull fills while it runs, for the batch manifest. */
export interface PullStats {
  bytes: number;
  readonly unknownFields: UnknownFields;
}

/** A provider report pulled by whole UTC days; each day replaces what was landed of it. */
export interface DayReport {
  readonly kind: 'days';
  readonly report: string;
  readonly table: RawTable;
  /** Most days one pull may ask for. */
  readonly maxDays: number;
  /** Yields every day of the window once, in order, after the grouped rows were checked against the ungrouped total. */
  pull(window: DayWindow, stats: PullStats): AsyncGenerator<PulledDay>;
}

/** A list as it stands now (projects, keys); kept once a UTC day, because deleted entries disappear from it. */
export interface SnapshotReport {
  readonly kind: 'snapshot';
  readonly report: string;
  readonly table: RawTable;
  pull(snapshotDate: string, stats: PullStats): AsyncGenerator<Row>;
}

/** Log files of a gateway: each is landed once, known by its content and its mapping. */
export interface FileReport {
  readonly kind: 'files';
  readonly report: string;
  readonly table: RawTable;
  readonly tags: TagNames;
  readonly keepEmails: boolean;
  readonly salt: Uint8Array;
  /** Absolute paths, in order. */
  findFiles(): Promise<readonly string[]>;
  /** The formats that the files may be of. */
  readMappings(): Promise<readonly Mapping[]>;
}

export type Report = DayReport | SnapshotReport | FileReport;

/** One configured source, ready to be pulled. */
export interface Source {
  readonly reports: readonly Report[];
}

/** The fields every entry under `sources:` has in common, whatever its type. */
export interface SourceIdentity {
  readonly sourceId: string;
  readonly type: string;
  readonly provider: string | null;
  readonly account: string | null;
  readonly gateway: string | null;
  /** First UTC day to pull. */
  readonly startDate: string | null;
}

/** What a folder under `ingest/sources/` exports: its entry in tokenledger.yaml and how to open it. */
export interface SourceType<Settings extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  /** Strict schema of the entry. All scalars of the file arrive as text. */
  readonly settings: Settings;
  identify(entry: unknown): SourceIdentity;
  open(entry: unknown, context: SourceContext): Source;
}

/** Ties a source's functions to its settings, so that the registry can hold sources of different shapes in one list. */
export function defineSource<Settings extends z.ZodObject>(definition: {
  readonly type: string;
  readonly settings: Settings;
  readonly identify: (entry: z.infer<Settings>) => SourceIdentity;
  readonly open: (entry: z.infer<Settings>, context: SourceContext) => Source;
}): SourceType<Settings> {
  const { type, settings, identify, open } = definition;
  return {
    type,
    settings,
    identify: (entry) => identify(settings.parse(entry)),
    open: (entry, context) => open(settings.parse(entry), context),
  };
}
