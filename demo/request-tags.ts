import type { GatewayStream } from './gateway-stream.js';
import type { Random } from './random.js';
import type { ExpectedEvidence } from './usage-cell.js';

/** The day from which `project=mobile-v1` is retired, as the registry says. */
export const MOBILE_V1_RETIRED_ON = '2026-10-01';

/** What a request says about itself, `name:value` each, as LiteLLM keeps it. */
export function tagsOf(
  random: Random,
  stream: GatewayStream,
  day: string,
  feature: string,
  customer: string,
): readonly string[] {
  const odd = stream.oddities ?? {};
  const userAgent = `User-Agent: fernway-${stream.id}/1.4`;
  if (stream.tags.length === 0 || random.chance(odd.forgottenTags ?? 0)) return [userAgent];
  const isStale = random.chance(staleShareOn(stream, day));
  const own = isStale
    ? stream.tags.map((tag) => (tag.startsWith('project:') ? 'project:mobile-v1' : tag))
    : [...stream.tags];
  if (!isStale && random.chance(odd.contradictingTags ?? 0))
    own.push(random.chance(0.5) ? 'service:support-bot' : 'project:chat-web');
  if (feature !== '') own.push(`feature:${feature}`);
  if (customer !== '') own.push(`customer:${customer}`);
  return [...own, userAgent];
}

/** Old versions of the mobile app are still many while their tag is valid. */
function staleShareOn(stream: GatewayStream, day: string): number {
  const share = stream.oddities?.staleTags ?? 0;
  return stream.owner === 'mobile-app' && day < MOBILE_V1_RETIRED_ON ? 0.6 : share;
}

/** Whom the traffic itself names: the registered key, else the request's tag, else the tag of the request it repeats. */
export function claimOf(
  stream: GatewayStream,
  tags: readonly string[],
  parentTags: readonly string[] = [],
): { readonly namedOwner: string | null; readonly evidence: ExpectedEvidence } {
  if (stream.isRegistered) return { namedOwner: stream.owner, evidence: 'gateway_record' };
  if (namesService(tags)) return { namedOwner: stream.owner, evidence: 'request_tag' };
  if (namesService(parentTags)) return { namedOwner: stream.owner, evidence: 'inherited' };
  return { namedOwner: null, evidence: 'none' };
}

function namesService(tags: readonly string[]): boolean {
  return tags.some((tag) => tag.startsWith('project:') || tag.startsWith('service:'));
}

/** The retry wrapper of a shared library drops every tag but the user agent. */
export function tagsOfRetry(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => tag.startsWith('User-Agent'));
}
