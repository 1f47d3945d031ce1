import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Problem, throwProblems } from '../ingest/files/problems.js';
import { validateYaml } from '../ingest/files/validate.js';
import { readYamlFile } from '../ingest/files/yaml-file.js';
import type { IngestConfig } from '../ingest/ingest-types.js';
import { checkSources } from './config/check-sources.js';
import { configSchema, type EngineConfig } from './config/config-schema.js';
import { validateSources } from './config/validate-sources.js';

/** tokenledger.yaml, validated. Paths are absolute; secrets are named, never held. */
export interface Config extends IngestConfig {
  readonly engine: EngineConfig;
}

/** Reads and checks tokenledger.yaml. Throws one UserError that lists everything wrong with it, with lines and remedies. */
export function loadConfig(path: string): Config {
  const file = resolve(path);
  const problems: Problem[] = [];
  const yaml = readYamlFile(file, problems);
  if (yaml === undefined) {
    throwProblems(problems.map((problem) => addRemedy(problem)));
    throw new Error('unreachable');
  }
  const content = validateYaml(yaml, configSchema, problems);
  const sources = validateSources(yaml, problems);
  checkSources(yaml, sources, problems);
  throwProblems(problems);
  if (content === undefined) throw new Error('unreachable');
  const directory = dirname(file);
  const absolute = (relative: string | undefined) =>
    relative === undefined ? undefined : resolve(directory, relative);
  const { engine } = content;
  return {
    ...content,
    file,
    directory,
    engine: engine.type === 'duckdb' ? { ...engine, path: resolve(directory, engine.path) } : engine,
    sources: sources.flatMap(({ entry }) => (entry === undefined ? [] : [entry])),
    registry: absolute(content.registry),
    budgets: absolute(content.budgets),
    metrics: absolute(content.metrics),
    invoices: absolute(content.invoices),
    contracts: absolute(content.contracts),
  };
}

function addRemedy(problem: Problem): Problem {
  if (existsSync(problem.file)) return problem;
  return {
    ...problem,
    message: `${problem.message}. Name another file with --config, or write one with "tokenledger init"`,
  };
}
