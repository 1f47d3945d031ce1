import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { packageRoot } from '../../warehouse/package-root.js';

interface ProviderFacts {
  readonly name: string;
  readonly gatewayNames?: readonly string[];
}

/** The providers that the models know, each with the words that gateways use for it. */
export function readProviderWords(): ReadonlyMap<string, readonly string[]> {
  // Dataform's helpers are CommonJS in a package of modules, so Node cannot import them.
  const module: { exports: { readonly PROVIDERS?: readonly ProviderFacts[] } } = { exports: {} };
  runInNewContext(readFileSync(join(packageRoot(), 'includes', 'providers.js'), 'utf8'), { module });
  return new Map((module.exports.PROVIDERS ?? []).map(({ name, gatewayNames = [] }) => [name, gatewayNames]));
}
