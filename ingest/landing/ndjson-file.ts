import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { Row } from '../../warehouse/warehouse.js';

/** Bytes gathered before they are written; large enough that the number of writes does not matter. */
const CHUNK = 1 << 20;

const NEWLINE = 0x0a;

/** A place in the file to which it can be cut back. */
export interface FileMark {
  readonly rows: number;
  readonly bytes: number;
}

/** Rows on their way into one raw table. Writes are synchronous, so a fast reader cannot fill the memory. */
export class NdjsonFile {
  readonly path: string;
  readonly #descriptor: number;
  /** Rows are encoded at once: texts kept until a write would outlive the young generation and cost more than the work. */
  readonly #chunk = Buffer.allocUnsafe(CHUNK);
  #gathered = 0;
  #written = 0;
  rows = 0;

  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, 'wx', 0o600);
  }

  get bytes(): number {
    return this.#written + this.#gathered;
  }

  write(row: Row): void {
    this.writeJson(JSON.stringify(row));
  }

  /** `json` is one object without line breaks. */
  writeJson(json: string): void {
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    const needed = json.length * 3 + 1;
    if (this.#gathered + needed > CHUNK) this.#flush();
    if (needed > CHUNK) {
      this.#writeOut(Buffer.from(`${json}\n`));
    } else {
      this.#gathered += this.#chunk.write(json, this.#gathered);
      this.#chunk[this.#gathered++] = NEWLINE;
    }
    this.rows++;
  }

  mark(): FileMark {
    this.#flush();
    return { rows: this.rows, bytes: this.#written };
  }

  /** Takes back everything since the mark. */
  cutBack(mark: FileMark): void {
    this.#gathered = 0;
    this.#written = mark.bytes;
    this.rows = mark.rows;
    ftruncateSync(this.#descriptor, mark.bytes);
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    const gathered = this.#gathered;
    this.#gathered = 0;
    this.#writeOut(this.#chunk.subarray(0, gathered));
  }

  #writeOut(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#written + done);
    }
    this.#written += bytes.length;
  }
}
