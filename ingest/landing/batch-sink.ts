import type { Row } from '../../warehouse/warehouse.js';
import type { LogFileSink, Rejection } from './log-file-sink.js';
import type { NdjsonFile } from './ndjson-file.js';
import { UnknownFields } from './unknown-fields.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what JSON must escape
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Takes the rows of one log file into an NDJSON file that several log files share. */
export class BatchSink implements LogFileSink {
  readonly unknownFields = new UnknownFields();
  readonly rejections: Rejection[] = [];
  readonly rowsByDate = new Map<string, number>();
  readonly #rows: NdjsonFile;
  readonly #start: string;

  constructor(rows: NdjsonFile, batchId: string) {
    this.#rows = rows;
    this.#start = `{"batch_id":${JSON.stringify(batchId)}`;
  }

  write(row: Row, usageDate: string): void {
    // Most columns of a row are NULL, and a missing key is NULL: leaving them out halves the file.
    let json = this.#start;
    for (const column in row) {
      const cell = row[column];
      if (cell !== null && cell !== undefined) json += `,"${column}":${typeof cell === 'string' ? quote(cell) : cell}`;
    }
    this.#rows.writeJson(`${json}}`);
    this.rowsByDate.set(usageDate, (this.rowsByDate.get(usageDate) ?? 0) + 1);
  }

  reject(rejection: Rejection): void {
    this.rejections.push(rejection);
  }
}

/** A JSON string; texts that need no escape, nearly all, are quoted as they are. */
function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}
