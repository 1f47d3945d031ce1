import { didYouMean, suggest } from '../../ingest/files/did-you-mean.js';
import type { Problem } from '../../ingest/files/problems.js';
import type { YamlFile } from '../../ingest/files/yaml-file.js';
import { readProviderWords } from '../../ingest/reference/provider-words.js';
import { identifySource } from '../../ingest/sources/index.js';
import type { PlacedSource } from './validate-sources.js';

/** Checks what no single entry can know: names used twice, and routes to accounts that are not there. */
export function checkSources(yaml: YamlFile, sources: readonly PlacedSource[], problems: Problem[]): void {
  checkNames(yaml, sources, problems);
  const providers = new Map<string, string>();
  for (const { entry } of sources) {
    if (entry === undefined) continue;
    const { account, provider } = identifySource(entry);
    if (account !== null && provider !== null) providers.set(account, provider);
  }
  const hasInvalid = sources.some(({ entry }) => entry === undefined);
  for (const { entry, index } of sources) {
    if (entry === undefined || !('routes' in entry)) continue;
    const accountBehind = new Map<string, string>();
    entry.routes.forEach(({ account, provider: declared }, position) => {
      const report = (message: string) => {
        const line = yaml.lineOf(['sources', index, 'routes', position]);
        problems.push({ file: yaml.file, line, path: `sources[${index}].routes[${position}]`, message });
      };
      const reported = providers.get(account);
      const provider = reported ?? declared;
      if (provider === undefined) {
        // An entry that is itself wrong may be the one meant: its own problem is reported already.
        if (!hasInvalid) report(missing(account, [...providers.keys()]));
        return;
      }
      if (declared !== undefined) checkDeclared(account, declared, reported, report);
      const other = accountBehind.get(provider);
      if (other === account) {
        report(`the account "${account}" is named twice; name it once, with all its api_key_ids or sub_account_ids`);
      } else if (other !== undefined) {
        report(
          `"${other}" and "${account}" are both ${provider} accounts behind the gateway "${entry.gateway}". Its log does not say ` +
            'which of the two was billed for a request, so the split would be a guess. Configure one gateway entry per account, ' +
            'each with its own log path, and route each to one account',
        );
      }
      accountBehind.set(provider, account);
    });
  }
}

function missing(account: string, known: readonly string[]): string {
  const near = didYouMean(account, known);
  const remedy = `. If you have its invoices only, or nothing of it yet, say whose it is: { account: ${account}, provider: … }`;
  return `no source has the account "${account}"${near === '' ? remedy : near}`;
}

function checkDeclared(
  account: string,
  declared: string,
  reported: string | undefined,
  report: (message: string) => void,
): void {
  const known = [...readProviderWords().keys()];
  if (reported !== undefined && reported !== declared)
    report(`"${account}" is an account of ${reported}, not of ${declared}; leave its provider out`);
  else if (!known.includes(declared)) report(`no provider is called "${declared}"${suggest(declared, known)}`);
}

function checkNames(yaml: YamlFile, sources: readonly PlacedSource[], problems: Problem[]): void {
  const usedBy = { account: new Map<string, number>(), gateway: new Map<string, number>() };
  for (const { entry, index } of sources) {
    if (entry === undefined) continue;
    const identity = identifySource(entry);
    for (const kind of ['account', 'gateway'] as const) {
      const name = identity[kind];
      if (name === null) continue;
      const before = usedBy[kind].get(name);
      if (before === undefined) {
        usedBy[kind].set(name, index);
        continue;
      }
      const message = `the ${kind} "${name}" is already used by sources[${before}] (line ${yaml.lineOf(['sources', before, kind])}); give each ${kind} a name of its own`;
      problems.push({
        file: yaml.file,
        line: yaml.lineOf(['sources', index, kind]),
        path: `sources[${index}].${kind}`,
        message,
      });
    }
  }
}
