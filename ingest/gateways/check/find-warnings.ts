import type { ColumnCheck } from './count-columns.js';
import type { TracedRecord } from './traced-records.js';

/** Columns of which one should have a value in some record, and what it means when none has. */
const WANTED: readonly { readonly columns: readonly string[]; readonly message: string }[] = [
  {
    columns: ['request_id'],
    message:
      'no record has a request_id: records are told apart by what the mapping reads of them, so equal ones count once',
  },
  { columns: ['model_id'], message: 'no record has a model_id: no price can be found' },
  {
    columns: ['provider_name'],
    message: 'no record has a provider_name: its requests cannot be laid over what the provider counted and charged',
  },
  { columns: ['input_tokens', 'output_tokens'], message: 'no record has a token count: there is nothing to price' },
  {
    columns: ['virtual_key_id', 'virtual_key_alias', 'gateway_team_id', 'gateway_user_id', 'service_tag'],
    message:
      'no record has a virtual key, a team, a user or a service tag: nothing in the log names who caused a request',
  },
];

/** What is no mistake of form and yet makes rows worth less than they could be. */
export function findWarnings(columns: readonly ColumnCheck[], records: readonly TracedRecord[]): string[] {
  if (records.length === 0) return ['the log has no record'];
  const filled = new Set(columns.filter((check) => check.records > 0).map(({ column }) => column));
  const missing = WANTED.filter((wanted) => !wanted.columns.some((column) => filled.has(column)));
  const unknown = records.filter(({ columns: landed }) => landed.get('token_convention') === 'unknown').length;
  return [
    ...missing.map(({ message }) => message),
    ...(unknown === 0
      ? []
      : [
          `token_convention is unknown in ${unknown} records: without a total_tokens that decides, cached tokens are taken to stand inside input_tokens`,
        ]),
  ];
}
