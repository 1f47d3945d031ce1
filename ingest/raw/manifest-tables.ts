import { rawTable } from '../../warehouse/raw-table.js';

/**
 * One row per landed batch: what was read from where, and how much of it was kept. `file_hash` is the SHA-256 of a file's
 * bytes, `content_hash` that of the bytes and of how they were mapped; the newest batch of a file is the one whose rows are
 * there, and one with a `forgotten_batch_id` says that none are: it took that batch back. `rows_left_out` counts records that are no
 * requests. `unknown_fields` counts fields that no mapping knows, among the first `unknown_fields_sample` records, or all where it is NULL.
 */
export const ingestBatches = rawTable(
  'ingest_batches',
  `batch_id source_id source_type report account gateway window_from:DATE window_to:DATE content_hash file_hash object_uri
   rows_read:INT64 rows_landed:INT64 rows_rejected:INT64 rows_left_out:INT64 bytes:INT64 unknown_fields unknown_fields_sample:INT64 reopen_from:DATE
   started_at:TIMESTAMP finished_at:TIMESTAMP code_version forgotten_batch_id`,
);

/** One row per batch × report × UTC day whose content the batch changed: what the next transform has to redo. */
export const ingestBatchDays = rawTable(
  'ingest_batch_days',
  'batch_id source_id report usage_date:DATE content_hash rows_landed:INT64',
  { partitionBy: 'usage_date' },
);

/**
 * One row per record that failed its schema. Never holds the record itself, which may contain message text. `line_number` is
 * the record's number where the file is not one of lines.
 */
export const rejectedRecords = rawTable(
  'rejected_records',
  'batch_id source_id report object_uri line_number:INT64 field_path reason record_hash rejected_at:TIMESTAMP',
);

/** One row per batch that a complete transform has taken in. Written by the graph's last action only. */
export const transformedBatches = rawTable('transformed_batches', 'batch_id');

/**
 * One row, the claim on the transform: which run holds it or held it last. It holds until `ended_at`, or until `expires_at` when
 * its run died. Written by the graph's first and last action, and by who knows that a run is dead. The row stays: two runs
 * that claim at once collide on it.
 */
export const transformClaims = rawTable(
  'transform_claims',
  'run_id claimed_at:TIMESTAMP expires_at:TIMESTAMP ended_at:TIMESTAMP',
);

/** One row: the fingerprint of the salt that landed e-mail addresses are hashed with. Tells nothing of the salt. */
export const saltFingerprints = rawTable('salt_fingerprints', 'fingerprint recorded_at:TIMESTAMP');

/**
 * One row per month × provider × cost center × team: what the marts charged when the last transform ended, as the next one
 * compares. `charged_usd` is the statement amount, or the effective cost where nothing is billed. Written by restated_months only.
 */
export const chargedMonths = rawTable(
  'charged_months',
  'period provider cost_center team_id charged_usd:NUMERIC has_invoice:BOOL',
);

/** One row per month whose chargeback was exported after it had ended: from then on Finance has seen it. */
export const exportedMonths = rawTable('exported_months', 'period exported_at:TIMESTAMP');
