import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { readLines } from '../../files/read-lines.js';
import type { LogFileSink } from '../../landing/log-file-sink.js';
import { type Json, objectOf } from './json-fields.js';
import { knownMetadataFields, knownRecordFields } from './known-fields.js';
import { litellmRow } from './litellm-row.js';
import { formatOf, mapRecord, type RecordMapper } from './map-record.js';

/** What is wrong with a record, and where in it. */
interface Complaint {
  readonly fieldPath: string | null;
  readonly reason: string;
}

/** Reads a file of one LiteLLM record a line. Bad lines are rejected one by one; the rest of the file lands. */
export async function readLogFile(path: string, mapper: RecordMapper, sink: LogFileSink): Promise<void> {
  await readLines(path, (line, lineNumber) => {
    const recordHash = hash('sha256', line, 'hex');
    const complaint = takeLine(line, lineNumber, recordHash, mapper, sink);
    if (complaint !== null) sink.reject({ lineNumber, recordHash, ...complaint });
  });
}

function takeLine(
  line: Buffer,
  lineNumber: number,
  recordHash: string,
  mapper: RecordMapper,
  sink: LogFileSink,
): Complaint | null {
  if (!isUtf8(line)) return { fieldPath: null, reason: 'the line is not valid UTF-8' };
  let record: Json;
  try {
    const parsed: unknown = JSON.parse(textOfLine(line, lineNumber));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      return { fieldPath: null, reason: 'the line is JSON but not an object' };
    }
    record = parsed as Json;
  } catch {
    // The parser's own message quotes the text, which may be somebody's prompt.
    return { fieldPath: null, reason: 'the line is not valid JSON, or is cut off' };
  }
  const format = formatOf(record);
  if (format === undefined)
    return { fieldPath: null, reason: 'neither a LiteLLM spend log nor a standard logging payload' };
  const metadata = objectOf(record, 'metadata');
  const checked = litellmRow.safeParse(mapRecord(mapper, format, record, metadata, recordHash));
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return {
      fieldPath: issue?.path.map(String).join('.') ?? null,
      reason: issue?.message ?? 'does not fit the schema',
    };
  }
  sink.unknownFields.addUnknown(record, knownRecordFields);
  sink.unknownFields.addUnknown(metadata, knownMetadataFields, 'metadata.');
  sink.write(checked.data, checked.data.usage_date);
  return null;
}

/** A byte order mark may stand before the first record of a file. */
function textOfLine(line: Buffer, lineNumber: number): string {
  const text = line.toString('utf8');
  return lineNumber === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;
}
