import { z } from 'zod';
import { didYouMean } from '../files/did-you-mean.js';
import { day, decimal, isNegative, oneOf, word } from '../files/fields.js';

/** An entry of a list; unknown keys are mistakes. */
function entryOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, 'must be an entry with keys, such as { key: value }');
}

const validity = { from: day.optional(), to: day.optional() };

/** `from` before `to`, when both are given. */
function isOrdered({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): boolean {
  return from === undefined || to === undefined || from < to;
}
const ORDER = { error: 'must be after from: the end is exclusive', path: ['to'] };

/** What the tables call the owner of a cost that nobody owns. */
const UNOWNED = 'unattributed';
const owner = word.refine(
  (name) => name !== UNOWNED,
  `"${UNOWNED}" is what a cost without an owner shows: take another name`,
);

const team = entryOf({
  team_id: owner,
  name: word.optional(),
  cost_center: owner,
  history: z.array(entryOf({ from: day, cost_center: owner })).default([]),
});

const service = entryOf({
  service_id: owner,
  name: word.optional(),
  product: word.optional(),
  kind: oneOf(['direct', 'shared']).default('direct'),
  environment: word.optional(),
  owners: z
    .array(entryOf({ team_id: word, ...validity }).refine(isOrdered, ORDER))
    .min(1, 'must name at least one owner, such as { team_id: search, from: 2024-01-01 }'),
});

/** Kinds of evidence that a provider's usage carries, and those that only a gateway's log carries. */
const PROVIDER_KINDS = ['api_key', 'sub_account', 'principal', 'model', 'inference_profile'] as const;
const GATEWAY_KINDS = ['virtual_key', 'gateway_team', 'gateway_user', 'service_name'] as const;

/** Kinds of the registry's format that no model reads yet: taking them in silence would leave their cost unowned. */
const NOT_APPLIED: readonly string[] = ['model', 'inference_profile', 'service_name'];

const identity = entryOf({
  kind: oneOf([...PROVIDER_KINDS, ...GATEWAY_KINDS, 'tag']),
  provider: word.optional(),
  gateway: word.optional(),
  value: word,
  service_id: word,
  ...validity,
})
  .refine(isOrdered, ORDER)
  .superRefine((entry, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const isProviderKind = (PROVIDER_KINDS as readonly string[]).includes(entry.kind);
    const isGatewayKind = (GATEWAY_KINDS as readonly string[]).includes(entry.kind);
    if (NOT_APPLIED.includes(entry.kind))
      complain('kind', `"${entry.kind}" is not applied yet: use a key, sub-account, gateway team or tag instead`);
    if (isProviderKind && entry.provider === undefined)
      complain('provider', `must be given: kind ${entry.kind} belongs to a provider`);
    if (isProviderKind && entry.gateway !== undefined)
      complain('gateway', `must be left out: kind ${entry.kind} belongs to a provider`);
    if (isGatewayKind && entry.gateway === undefined)
      complain('gateway', `must be given: kind ${entry.kind} belongs to a gateway`);
    if (isGatewayKind && entry.provider !== undefined)
      complain('provider', `must be left out: kind ${entry.kind} belongs to a gateway`);
    for (const key of ['provider', 'gateway'] as const)
      if (entry.kind === 'tag' && entry[key] !== undefined)
        complain(key, 'must be left out: a tag means the same whichever way its request came');
    if (entry.kind === 'tag' && !/^[^=\s]+=.+$/.test(entry.value))
      complain('value', 'must read name=value, such as project=search');
    if (entry.value.startsWith('sk-')) {
      const advice = entry.kind === 'virtual_key' ? 'Write its alias or its SHA-256 hash' : 'Write its id';
      complain(
        'value',
        `this looks like a key itself. ${advice} here, and replace the key, since this file may have been shared`,
      );
    }
  });

const DRIVERS = ['direct_cost', 'input_tokens', 'output_tokens', 'requests'] as const;
/** A driver that business metrics count; their unit may be any word. */
const METRIC_DRIVER = /^metric:\S.*$/;
/** The rule that passes on what an invoice has beside usage comes with the models. */
const BUILT_IN_RULE = 'invoice';

const allocation = entryOf({
  rule_id: word.refine(
    (id) => id !== BUILT_IN_RULE,
    `"${BUILT_IN_RULE}" is a rule that comes with the product: take another id`,
  ),
  shared_service_id: word,
  method: oneOf(['even', 'fixed', 'proportional']),
  driver: z
    .string()
    .refine((driver) => METRIC_DRIVER.test(driver) || (DRIVERS as readonly string[]).includes(driver), {
      error: ({ input }) =>
        `must be one of ${DRIVERS.join(', ')} or metric:<unit>${didYouMean(String(input), DRIVERS)}`,
    })
    .optional(),
  scope: oneOf(['gateway']).optional(),
  targets: z
    .array(
      z.union(
        [
          word.transform((service_id) => ({ service_id, weight: undefined })),
          z.strictObject({ service_id: word, weight: decimal.optional() }),
        ],
        'must be the id of a service, or { service_id, weight }',
      ),
    )
    .min(1, 'must name at least one service that bears the cost'),
  ...validity,
})
  .refine(isOrdered, ORDER)
  .superRefine((rule, context) => {
    const complain = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (rule.method === 'proportional' && rule.driver === undefined)
      complain(['driver'], 'must be given for method proportional');
    if (rule.method !== 'proportional' && rule.driver !== undefined)
      complain(['driver'], `must be left out for method ${rule.method}`);
    const seen = new Set<string>();
    rule.targets.forEach(({ service_id, weight }, index) => {
      if (seen.has(service_id)) complain(['targets', index], `"${service_id}" is a target already`);
      seen.add(service_id);
      if (service_id === rule.shared_service_id)
        complain(['targets', index], 'the shared service cannot bear its own cost');
      if (rule.method === 'fixed') {
        if (weight === undefined)
          complain(['targets', index], 'needs a weight for method fixed: { service_id, weight }');
        else if (!/[1-9]/.test(weight) || isNegative(weight))
          complain(['targets', index], 'weight must be greater than zero');
      } else if (weight !== undefined) {
        complain(['targets', index], `weight is for method fixed only, not for ${rule.method}`);
      }
    });
  });

const retiredTag = entryOf({ name: word, value: word, retired_on: day, successor: word.optional() });

/** The entries of each section of the registry. */
export const entrySchemas = {
  teams: team,
  services: service,
  identities: identity,
  allocations: allocation,
  retired_tags: retiredTag,
} as const;

export type RegistrySection = keyof typeof entrySchemas;
export type RegistryEntry<Section extends RegistrySection> = z.infer<(typeof entrySchemas)[Section]>;

const entries = z.array(z.unknown(), 'must be a list').default([]);

/** One file of the registry; each section may be left out, and may be spread over several files. */
export const registrySchema = z.strictObject({
  teams: entries,
  services: entries,
  identities: entries,
  allocations: entries,
  retired_tags: entries,
});
