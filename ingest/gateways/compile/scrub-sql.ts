import { quoteText } from '../../../warehouse/duckdb/translate/names.js';
import { EMAIL_PATTERN, SECRET_PATTERN } from '../../landing/sensitive-text.js';

const SENSITIVE = quoteText(`${SECRET_PATTERN}|${EMAIL_PATTERN}`);

/** Whether a text may hold something to scrub: asked once a record, since nearly none does. */
export function mayBeSensitive(text: string): string {
  return `coalesce(regexp_matches(${text}, ${SENSITIVE}), FALSE)`;
}

/**
 * A list of texts without keys and e-mail addresses, as `createScrubber` makes them, with `$salt` and `$keep_emails` for its
 * two settings. Longer finds are replaced first: one address may be the end of another.
 */
export function scrubbedList(texts: readonly string[]): string {
  const finds = `list_sort(list_transform(list_distinct(regexp_extract_all(item, ${SENSITIVE})), lambda found: {'rank': -length(found), 'text': found}))`;
  const replacement = `CASE WHEN NOT contains(found.text, '@') THEN sha256(found.text) WHEN $keep_emails THEN found.text
    ELSE 'email:' || left(sha256($salt || encode(lower(found.text))), 32) END`;
  return `list_transform([${texts.join(', ')}], lambda item: list_reduce(list_prepend({'rank': 0, 'text': item}, ${finds}),
    lambda clean, found: {'rank': 0, 'text': replace(clean.text, found.text, ${replacement})}).text)`;
}
