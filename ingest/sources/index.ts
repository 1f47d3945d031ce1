import type { z } from 'zod';
import { gatewaySources } from '../gateways/gateway-source.js';
import type { Source, SourceContext, SourceIdentity, SourceType } from '../source.js';
import { anthropic } from './anthropic/index.js';
import { openai } from './openai/index.js';

/** Every kind of source. A provider adds its folder and its name here; a gateway adds its mapping file and nothing else. */
export const sourceTypes = [openai, anthropic, ...gatewaySources] as const;

/** An entry under `sources:` of tokenledger.yaml, validated. */
export type SourceConfig = z.infer<(typeof sourceTypes)[number]['settings']>;

/** Who an entry under `sources:` speaks for. */
export function identifySource(entry: SourceConfig): SourceIdentity {
  return typeOf(entry).identify(entry);
}

/** Makes an entry under `sources:` ready to be pulled. */
export function openSource(entry: SourceConfig, context: SourceContext): Source {
  return typeOf(entry).open(entry, context);
}

function typeOf(entry: SourceConfig): SourceType {
  const found = sourceTypes.find(({ type }) => type === entry.type);
  if (found === undefined) throw new Error(`no source type "${entry.type}"`);
  return found;
}
