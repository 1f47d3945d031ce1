import type { Mapping } from './read-mapping.js';

/**
 * Names of the service tags that a mapping makes of other fields, and which land whatever tags are configured; undefined where
 * its rule may give any.
 */
export function madeTags({ columns }: Pick<Mapping, 'columns'>): readonly string[] | undefined {
  const rule = columns.get('service_tag');
  switch (rule?.kind) {
    case undefined:
      return [];
    case 'value':
      return [rule.value.split('=')[0] ?? ''];
    case 'sql':
      return [...rule.sql.matchAll(/'([^'=]+)='/g)].map(([, name = '']) => name);
    default:
      return undefined;
  }
}
