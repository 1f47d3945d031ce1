import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export function workFolder(): string {
  return mkdtempSync(join(tmpdir(), 'demo-'));
}

/** The files of a folder by name, as they are on disk. */
export function readFiles(folder: string): Map<string, Buffer> {
  return new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
}

/** The lines of a log file, plain or compressed. */
export function linesOf(name: string, bytes: Buffer): string[] {
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text.split('\n').filter((line) => line !== '');
}

export interface UsageObject {
  readonly prompt_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly cache_creation_tokens: number };
  readonly server_tool_use?: { readonly web_search_requests: number };
}

/** What the tests look at in a log record, whichever shape it has. */
export interface LogRecord {
  readonly id: string;
  readonly session: string;
  readonly callType: string;
  readonly day: string;
  readonly status: string;
  readonly provider: string;
  readonly model: string;
  readonly isCacheHit: boolean;
  readonly prompt: number;
  readonly completion: number;
  readonly usage: UsageObject | null;
  readonly tags: readonly string[];
  readonly keyAlias: string;
  readonly retries: number | null;
  readonly error: string;
  readonly line: string;
}

/** Reads a record of any of the three shapes; undefined when the line is broken. */
export function parseRecord(line: string): LogRecord | undefined {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const decode = (field: unknown) => (typeof field === 'string' ? (JSON.parse(field) as unknown) : field);
  const metadata = (decode(record.metadata ?? {}) ?? {}) as Record<string, unknown>;
  const start = record.startTime;
  const day =
    typeof start === 'number' ? new Date(start * 1000).toISOString().slice(0, 10) : String(start).slice(0, 10);
  return {
    id: String(record.request_id ?? record.id),
    session: String(record.session_id ?? record.trace_id),
    callType: String(record.call_type),
    day,
    status: String(record.status),
    provider: String(record.custom_llm_provider),
    model: String(record.model_group),
    isCacheHit: record.cache_hit === true || record.cache_hit === 'True',
    prompt: Number(record.prompt_tokens),
    completion: Number(record.completion_tokens),
    usage: (metadata.usage_object ?? null) as UsageObject | null,
    tags: (decode(record.request_tags ?? []) ?? []) as string[],
    keyAlias: String(metadata.user_api_key_alias),
    retries: (metadata.attempted_retries ?? null) as number | null,
    error: JSON.stringify(metadata.error_information ?? record.error_information ?? ''),
    line,
  };
}
