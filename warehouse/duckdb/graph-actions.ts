import type { DataformGraph, DataformTarget } from '../dataform/dataform-graph.js';
import { targetName } from '../dataform/dataform-graph.js';
import type { ActionEvent } from '../warehouse.js';
import { ScriptScope } from './translate/script-scope.js';
import type { SourceFile } from './translate/source-file.js';
import type { Statement, Translator } from './translate/translate.js';

/** What an action does, in DuckDB's words. */
export type ActionWork =
  | { readonly kind: 'view'; readonly query: string }
  | { readonly kind: 'table'; readonly build: Build }
  | {
      readonly kind: 'incremental';
      readonly build: Build;
      readonly increment: Build;
      /** Survives `--full-refresh`. */
      readonly isProtected: boolean;
    }
  | { readonly kind: 'operations'; readonly statements: readonly Statement[] }
  | { readonly kind: 'assertion'; readonly query: string };

/** A query with what is run before and after it. */
export interface Build {
  readonly before: readonly Statement[];
  readonly query: string;
  readonly after: readonly Statement[];
}

/** The same as Dataform's graph has it. */
interface Script {
  readonly before: readonly string[];
  readonly query: string;
  readonly after: readonly string[];
}

export interface Action {
  /** `schema.name`. */
  readonly name: string;
  readonly target: DataformTarget;
  readonly kind: ActionEvent['kind'];
  readonly file: SourceFile;
  readonly dependencies: readonly string[];
  readonly tags: readonly string[];
  /** What it says about itself and its columns; an assertion or operation has no columns. */
  readonly description: string | undefined;
  readonly columns: readonly { readonly name: string; readonly description: string | undefined }[];
  /** The table an assertion was declared on. */
  readonly parent: string | undefined;
  /** Translates the action's statements; throws on what the closed list does not hold. */
  readonly translate: (translator: Translator) => ActionWork;
}

/** Every enabled action of the graph. `readText` gives a source file's text, for the lines in errors. */
export function graphActions(
  graph: DataformGraph,
  readText: (fileName: string) => string | undefined,
): readonly Action[] {
  const common = (
    action: DataformGraph['assertions'][number] | DataformGraph['tables'][number] | DataformGraph['operations'][number],
  ) => {
    const text = readText(action.fileName);
    return {
      name: targetName(action.target),
      target: action.target,
      file: text === undefined ? { name: action.fileName } : { name: action.fileName, text },
      dependencies: action.dependencyTargets.map(targetName),
      tags: action.tags,
      description: action.actionDescriptor?.description,
      columns: (action.actionDescriptor?.columns ?? []).map(({ path, description }) => ({
        name: path.join('.'),
        description,
      })),
    };
  };
  const tables = graph.tables.map((table): Action & { readonly disabled: boolean } => {
    const base = common(table);
    const build = (translator: Translator, { before, query, after }: Script): Build => {
      const scope = new ScriptScope();
      const translateAll = (texts: readonly string[]): readonly Statement[] =>
        texts.flatMap((text) => translator.translate(text, base.file, scope));
      return {
        before: translateAll(before),
        query: translator.translateQuery(query, base.file, scope),
        after: translateAll(after),
      };
    };
    const full: Script = { before: table.preOps, query: table.query, after: table.postOps };
    const translate = (translator: Translator): ActionWork => {
      if (table.type === 'view' && !table.materialized) {
        if (table.preOps.length + table.postOps.length > 0)
          throw new Error(`${base.file.name}: pre_operations and post_operations of a view are not supported`);
        return { kind: 'view', query: translator.translateQuery(table.query, base.file) };
      }
      if (table.type === 'view')
        throw new Error(`${base.file.name}: a materialized view is not supported: make it a table`);
      if (table.type === 'table') return { kind: 'table', build: build(translator, full) };
      const increment = build(translator, {
        before: table.incrementalPreOps,
        query: table.incrementalQuery ?? table.query,
        after: table.incrementalPostOps,
      });
      return { kind: 'incremental', build: build(translator, full), increment, isProtected: table.protected };
    };
    return { ...base, kind: table.type, parent: undefined, disabled: table.disabled, translate };
  });
  const operations = graph.operations.map((operation): Action & { readonly disabled: boolean } => {
    const base = common(operation);
    const translate = (translator: Translator): ActionWork => ({
      kind: 'operations',
      statements: operation.queries.flatMap((query) => translator.translate(query, base.file)),
    });
    return { ...base, kind: 'operations', parent: undefined, disabled: operation.disabled, translate };
  });
  const assertions = graph.assertions.map((assertion): Action & { readonly disabled: boolean } => {
    const base = common(assertion);
    const translate = (translator: Translator): ActionWork => ({
      kind: 'assertion',
      query: translator.translateQuery(assertion.query, base.file),
    });
    const parent = assertion.parentAction === undefined ? undefined : targetName(assertion.parentAction);
    return { ...base, kind: 'assertion', parent, disabled: assertion.disabled, translate };
  });
  return [...tables, ...operations, ...assertions].filter(({ disabled }) => !disabled);
}
