import { z } from 'zod';

const day = z.iso.date('a UTC day, YYYY-MM-DD');

/** One line of the alias book. */
export const aliasSchema = z.strictObject({
  provider: z.string().min(1, 'not empty'),
  match_type: z.enum(['exact', 'regex']),
  pattern: z.string().min(1, 'not empty'),
  model_key: z.string().min(1, 'not empty'),
  effective_from: day,
  effective_to: z.union([z.literal('').transform(() => null), day]),
  source_url: z.url(),
});

/** One row per model name pattern × validity, exactly the columns of the raw table `model_aliases`. */
export interface Alias extends z.infer<typeof aliasSchema> {
  readonly alias_id: string;
}

export interface AliasEntry {
  readonly alias: Alias;
  /** `pricing/aliases.csv:12` */
  readonly place: string;
}

/** The id an alias has by what it matches and from when. */
export function aliasId(alias: Omit<Alias, 'alias_id'>): string {
  return [alias.provider, alias.match_type, alias.pattern, alias.effective_from].join('|');
}
