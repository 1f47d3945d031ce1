import { createHash } from 'node:crypto';

/** Makes an identifying text fit to be landed: no e-mail address (unless kept on purpose), no key. */
export type Scrubber = (text: string) => string;

const EMAIL = /[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g;
/** The keys of OpenAI, Anthropic, LiteLLM and most others begin with sk-; a digit tells them from a word such as sk-learn. */
const SECRET = /(?<![A-Za-z0-9])sk-(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{12,}/g;

/**
 * E-mail addresses become `email:` and 32 hex digits of the SHA-256 of the installation's salt and the lower-case address,
 * so that the same person stays the same value; keys become their SHA-256.
 */
export function createScrubber(salt: Buffer, keepEmails: boolean): Scrubber {
  return (text) => {
    let clean = text;
    if (clean.includes('sk-')) clean = clean.replace(SECRET, (key) => sha256Hex(key));
    if (!keepEmails && clean.includes('@')) clean = clean.replace(EMAIL, (address) => hashEmail(salt, address));
    return clean;
  };
}

function hashEmail(salt: Buffer, address: string): string {
  const digest = createHash('sha256').update(salt).update(address.toLowerCase()).digest('hex');
  return `email:${digest.slice(0, 32)}`;
}

export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
