import { UserError } from '../user-error.js';
import type { TransformOptions } from '../warehouse.js';
import type { Action } from './graph-actions.js';

/**
 * The actions to run: all, or those with one of the tags or names and, where asked for, everything they are built from.
 * A selected table brings the assertions declared on it.
 */
export function selectActions(actions: readonly Action[], options: TransformOptions): readonly Action[] {
  const tags = options.tags ?? [];
  const names = options.actions ?? [];
  if (tags.length === 0 && names.length === 0) return actions;
  const byName = new Map(actions.map((action) => [action.name, action]));
  const selected = new Set<string>();
  for (const tag of tags) {
    const tagged = actions.filter((action) => action.tags.includes(tag));
    if (tagged.length === 0)
      throw new UserError(
        `no model has the tag ${tag}: ${listed(
          'tags are',
          actions.flatMap((a) => a.tags),
        )}`,
      );
    for (const action of tagged) selected.add(action.name);
  }
  for (const name of names) {
    const named = actions.filter((action) => action.name === name || action.target.name === name);
    if (named.length === 0)
      throw new UserError(`there is no model ${name}: name it as schema.name, for example ${actions[0]?.name}`);
    for (const action of named) selected.add(action.name);
  }
  const add = (name: string): void => {
    const action = byName.get(name);
    if (action === undefined || selected.has(name)) return;
    selected.add(name);
    for (const dependency of action.dependencies) add(dependency);
  };
  if (options.includeDependencies === true)
    for (const name of [...selected]) for (const dependency of byName.get(name)?.dependencies ?? []) add(dependency);
  return actions.filter(
    (action) => selected.has(action.name) || (action.parent !== undefined && selected.has(action.parent)),
  );
}

function listed(intro: string, words: readonly string[]): string {
  const distinct = [...new Set(words)].sort();
  return distinct.length === 0 ? 'there are no tags' : `${intro} ${distinct.join(', ')}`;
}
