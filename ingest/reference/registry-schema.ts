import { z } from 'zod';
import { day, decimal, word } from '../files/fields.js';

const validity = { from: day.optional(), to: day.optional() };

/** `from` before `to`, when both are given. */
function isOrdered({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): boolean {
  return from === undefined || to === undefined || from < to;
}
const ORDER = { error: 'must be after from: the end is exclusive', path: ['to'] };

const team = z.strictObject({
  team_id: word,
  name: word.optional(),
  cost_center: word,
  history: z.array(z.strictObject({ from: day, cost_center: word })).default([]),
});

const service = z.strictObject({
  service_id: word,
  name: word.optional(),
  product: word.optional(),
  kind: z.enum(['direct', 'shared'], 'must be direct or shared').default('direct'),
  environment: word.optional(),
  owners: z
    .array(z.strictObject({ team_id: word, ...validity }).refine(isOrdered, ORDER))
    .min(1, 'must name at least one owner, such as { team_id: search, from: 2024-01-01 }'),
});

/** Kinds of evidence that a provider's usage carries, and those that only a gateway's log carries. */
const PROVIDER_KINDS = ['api_key', 'sub_account', 'principal', 'model', 'inference_profile'] as const;
const GATEWAY_KINDS = ['virtual_key', 'gateway_team', 'gateway_user', 'service_name'] as const;

/** Kinds of the registry's format that no model reads yet: taking them in silence would leave their cost unowned. */
const NOT_APPLIED: readonly string[] = ['model', 'inference_profile', 'service_name'];

const identity = z
  .strictObject({
    kind: z.enum([...PROVIDER_KINDS, ...GATEWAY_KINDS, 'tag'], {
      error: `must be one of ${[...PROVIDER_KINDS, ...GATEWAY_KINDS, 'tag'].join(', ')}`,
    }),
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

const DRIVERS = /^(direct_cost|input_tokens|output_tokens|requests|metric:\S+)$/;

const allocation = z
  .strictObject({
    rule_id: word,
    shared_service_id: word,
    method: z.enum(['even', 'fixed', 'proportional'], 'must be even, fixed or proportional'),
    driver: z
      .string()
      .regex(DRIVERS, 'must be direct_cost, input_tokens, output_tokens, requests or metric:<unit>')
      .optional(),
    scope: word.optional(),
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
        else if (!/[1-9]/.test(weight) || weight.startsWith('-'))
          complain(['targets', index], 'weight must be greater than zero');
      } else if (weight !== undefined) {
        complain(['targets', index], `weight is for method fixed only, not for ${rule.method}`);
      }
    });
  });

const retiredTag = z.strictObject({ name: word, value: word, retired_on: day, successor: word.optional() });

/** One file of the registry; each section may be left out, and may be spread over several files. */
export const registrySchema = z.strictObject({
  teams: z.array(team).default([]),
  services: z.array(service).default([]),
  identities: z.array(identity).default([]),
  allocations: z.array(allocation).default([]),
  retired_tags: z.array(retiredTag).default([]),
});

export type RegistryFile = z.infer<typeof registrySchema>;
export type RegistrySection = keyof RegistryFile;
