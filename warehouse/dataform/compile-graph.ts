import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { NO_CACHE, type TextCache } from '../cache/text-cache.js';
import { type DataformGraph, dataformGraph, targetName } from './dataform-graph.js';
import { COMPILE_TIMEOUT, dataformProgram } from './dataform-program.js';
import { hashProject } from './hash-project.js';
import { withCompilableProject } from './stage-project.js';

/**
 * Compiles a Dataform project with Dataform's own command line, so that a model means here what it means on Google Cloud.
 * `options` are that command's, such as compilation overrides. Takes seconds, unless the cache knows what Dataform printed last
 * time.
 */
export async function compileGraph(
  projectFolder: string,
  options: readonly string[] = [],
  cache: TextCache = NO_CACHE,
): Promise<DataformGraph> {
  const key = cache === NO_CACHE ? '' : await hashProject(projectFolder, options);
  const known = await cache.read('graph', key);
  const compiled = known === undefined ? await compile(projectFolder, options) : { code: 0, stdout: known, stderr: '' };
  const graph = readGraph(compiled, projectFolder);
  refuseMerges(graph);
  if (known === undefined) await cache.write('graph', key, compiled.stdout);
  return graph;
}

async function compile(projectFolder: string, options: readonly string[]): Promise<Finished> {
  const program = await dataformProgram();
  return withCompilableProject(projectFolder, (folder) =>
    run(process.execPath, [program, 'compile', folder, '--json', COMPILE_TIMEOUT, ...options]),
  );
}

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code: code ?? 1, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}

function readGraph({ code, stdout, stderr }: Finished, projectFolder: string): DataformGraph {
  const graph = parseGraph(stdout);
  const errors = graph?.graphErrors.compilationErrors ?? [];
  if (errors.length > 0) {
    // Dataform repeats an unresolved reference under the name of its own entry script: only a file of ours helps.
    const ours = errors.filter(({ fileName }) => fileName !== undefined && fileName !== 'index.js');
    const shown = ours.length > 0 ? ours : errors;
    const lines = shown.map(({ fileName, message }) => `  ${fileName ?? projectFolder}: ${message}`);
    throw new Error(`the models do not compile:\n${[...new Set(lines)].join('\n')}`);
  }
  if (graph === undefined || code !== 0)
    throw new Error(
      `dataform compile ${projectFolder} failed: ${firstLine(stderr) || firstLine(stdout) || `exit code ${code}`}`,
    );
  return graph;
}

/** Dataform prints in colour, and the stack of its own code after the message. */
function firstLine(printed: string): string {
  const [line = ''] = stripVTControlCharacters(printed).trim().split('\n');
  return line;
}

function parseGraph(stdout: string): DataformGraph | undefined {
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch {
    return undefined; // Not a graph: the caller reports what was printed instead.
  }
  return dataformGraph.parse(json);
}

/** A merge cannot be verified outside BigQuery, so incremental models replace the days that changed instead. */
function refuseMerges(graph: DataformGraph): void {
  const merged = graph.tables.filter((table) => table.type === 'incremental' && table.uniqueKey.length > 0);
  if (merged.length === 0) return;
  const lines = merged.map(
    (table) => `  ${table.fileName}: ${targetName(table.target)} (${table.uniqueKey.join(', ')})`,
  );
  throw new Error(
    `uniqueKey is not supported on incremental tables: delete what changed in pre_operations, then insert:\n${lines.join('\n')}`,
  );
}
