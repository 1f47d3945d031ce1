import { quoteText } from '../../../warehouse/duckdb/translate/names.js';
import { EMAIL_PATTERN, SECRET_PATTERN } from '../../landing/sensitive-text.js';

const SENSITIVE = quoteText(`${SECRET_PATTERN}|${EMAIL_PATTERN}`);

/** Parts that every sensitive text has: cheaper to look for than the whole patterns. */
const SUSPICIOUS = "'@|sk-|AKIA|ASIA|AIza|gh[pousr]_|github_pat_|xox[a-z]-|eyJ|earer'";

/** Whether a text may hold something to scrub: asked once a record, since nearly none does. */
export function mayBeSensitive(text: string): string {
  return `regexp_matches(${text}, ${SUSPICIOUS})`;
}

/**
 * A list of texts without keys and e-mail addresses, as `createScrubber` makes them, with `$salt` and `$keep_emails` for its
 * two settings. A text that is one address, which most are, is not searched. Longer finds are replaced first: one address may
 * be the end of another.
 */
export function scrubbedList(texts: readonly string[]): string {
  const finds = `list_sort(list_transform(list_distinct(regexp_extract_all(item, ${SENSITIVE})), lambda found: {'rank': -length(found), 'text': found}))`;
  const replacement = `CASE WHEN NOT contains(found.text, '@') THEN sha256(found.text) ELSE ${hashedEmail('found.text')} END`;
  const searched = `list_reduce(list_prepend({'rank': 0, 'text': item}, ${finds}),
      lambda clean, found: {'rank': 0, 'text': replace(clean.text, found.text, ${replacement})}).text`;
  return `list_transform([${texts.join(', ')}], lambda item: CASE WHEN NOT ${mayBeSensitive('item')} THEN item
      WHEN regexp_full_match(item, ${quoteText(EMAIL_PATTERN)}) THEN ${hashedEmail('item')} ELSE ${searched} END)`;
}

function hashedEmail(address: string): string {
  return `CASE WHEN $keep_emails THEN ${address} ELSE 'email:' || left(sha256($salt || encode(lower(${address}))), 32) END`;
}
