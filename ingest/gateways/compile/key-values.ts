import { quoteText } from '../../../warehouse/duckdb/translate/names.js';

const SCALARS = ['stringValue', 'intValue', 'doubleValue', 'boolValue'];
const scalars = SCALARS.map((name) => `"${name}":"VARCHAR"`).join(',');
const PAIRS = `[{"key":"VARCHAR","value":{${scalars},"arrayValue":{"values":[{${scalars}}]}}}]`;

/**
 * OpenTelemetry's list of `{key, value: {stringValue: …}}` as an object of texts, lists of scalars as lists of texts; deeper
 * values are left out. Any other text stays as it is.
 */
export function keyValuesAsObject(text: string): string {
  const scalar = (value: string) => `coalesce(${SCALARS.map((name) => `${value}.${name}`).join(', ')})`;
  const list = `list_transform(pair.value.arrayValue.values, lambda each: ${scalar('each')})`;
  const value = `coalesce(to_json(${scalar('pair.value')}), to_json(${list}))`;
  const pairs = `list_filter(TRY(json_transform(${text}, ${quoteText(PAIRS)})), lambda pair: pair.key IS NOT NULL)`;
  const members = `list_transform(${pairs}, lambda pair: to_json(pair.key) || ':' || coalesce(${value}, 'null'))`;
  return `CASE WHEN regexp_matches(${text}, '^\\[\\s*\\{') THEN coalesce('{' || array_to_string(${members}, ',') || '}', ${text}) ELSE ${text} END`;
}
