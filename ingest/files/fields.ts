import { DateTime } from 'luxon';
import { z } from 'zod';
import { didYouMean } from './did-you-mean.js';
import { explainDate, explainNumber } from './explain-value.js';

/** Text that says something. */
export const word = z.string('must be given').trim().min(1, 'must not be empty');

/** One of a few words; a near miss is told which one it may be. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  const list = `must be one of ${words.join(', ')}`;
  return z.enum(words, {
    error: ({ input }) => (typeof input === 'string' ? `${list}${didYouMean(input, words)}` : list),
  });
}

/** A UTC day. Dates in YAML may be quoted or bare: both arrive as text. */
export const day = z
  .string('must be a date, YYYY-MM-DD')
  .refine(isDay, { error: ({ input }) => `must be a date that exists, YYYY-MM-DD${explainDate(String(input))}` });

/** A decimal number, kept as text so that no digit is lost. */
export const decimal = z.string('must be a decimal number').regex(/^-?(\d+(\.\d+)?|\.\d+)$/, {
  abort: true,
  error: ({ input }) =>
    `must be a plain decimal number such as 1250.50 (no exponent, no thousands separator)${explainNumber(String(input))}`,
});

/** A decimal number where less than nothing makes no sense. */
export const positiveDecimal = decimal.refine((text) => !isNegative(text), 'must not be negative');

/** A calendar month, UTC. */
export const period = z.string('must be a month, YYYY-MM').regex(/^\d{4}-(0[1-9]|1[0-2])$/, {
  error: ({ input }) => `must be a month, YYYY-MM${explainDate(String(input))}`,
});

/** A yes or no; scalars of our YAML files arrive as text. */
export const yesNo = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

/** Name of an environment variable. A key pasted in its place is refused without repeating it. */
export const envName = z.string('must be the name of an environment variable').superRefine((text, context) => {
  const isSecret = looksLikeSecret(text);
  if (/^[A-Z_][A-Z0-9_]*$/i.test(text) && !isSecret) return;
  const message = isSecret
    ? 'this looks like a key itself. Put the key into an environment variable, write the NAME of that variable here, and replace the key, since this file may have been shared'
    : 'must be the name of an environment variable (letters, digits, underscore), such as OPENAI_ADMIN_KEY';
  context.addIssue({ code: 'custom', message });
});

/** Known beginnings of credentials, of providers and of cloud platforms. */
const SECRET_PREFIX = /^(sk[-_]|pk[-_]|AKIA|AIza|ghp_|xox[a-z]-|eyJ)/;

/** True for text that is probably a credential and must not be repeated anywhere. */
export function looksLikeSecret(text: string): boolean {
  if (SECRET_PREFIX.test(text)) return true;
  // Names of variables are split by underscores; long runs of letters with several digits in them are not names.
  return /[A-Za-z0-9+/=-]{20,}/.test(text) && (text.match(/\d/g) ?? []).length >= 4;
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

/** True for decimal text below zero. */
export function isNegative(text: string): boolean {
  return text.startsWith('-') && /[1-9]/.test(text);
}
