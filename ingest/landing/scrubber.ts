import { createHash } from 'node:crypto';
import { EMAIL_PATTERN, SECRET_PATTERN } from './sensitive-text.js';

/** Makes an identifying text fit to be landed: no e-mail address (unless kept on purpose), no key. */
export type Scrubber = (text: string) => string;

const EMAIL = new RegExp(EMAIL_PATTERN, 'g');
const SECRET = new RegExp(SECRET_PATTERN, 'g');

/**
 * E-mail addresses become `email:` and 32 hex digits of the SHA-256 of the installation's salt and the lower-case address,
 * so that the same person stays the same value; keys become their SHA-256. Log files are scrubbed alike where they are read
 * (`ingest/gateways/compile/scrub-sql.ts`).
 */
export function createScrubber(salt: Buffer, keepEmails: boolean): Scrubber {
  return (text) => {
    const clean = text.replace(SECRET, (key) => sha256Hex(key));
    return keepEmails || !clean.includes('@') ? clean : clean.replace(EMAIL, (address) => hashEmail(salt, address));
  };
}

function hashEmail(salt: Buffer, address: string): string {
  const digest = createHash('sha256').update(salt).update(address.toLowerCase()).digest('hex');
  return `email:${digest.slice(0, 32)}`;
}

export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
