import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { type DataformGraph, dataformGraph, targetName } from './dataform-graph.js';
import { withCompilableProject } from './stage-project.js';

const cliPackage = z.object({ bin: z.object({ dataform: z.string() }) });

/**
 * Compiles a Dataform project with Dataform's own command line, so that a model means here what it means on Google Cloud.
 * `vars` override those of workflow_settings.yaml. Takes about a second and a half.
 */
export async function compileGraph(
  projectFolder: string,
  vars: Readonly<Record<string, string>> = {},
): Promise<DataformGraph> {
  const words = Object.entries(vars).map(([name, value]) => `${name}=${value}`);
  const options = words.length === 0 ? [] : [`--vars=${words.join(',')}`];
  const program = await dataformProgram();
  const compiled = await withCompilableProject(projectFolder, (folder) =>
    run(process.execPath, [program, 'compile', folder, '--json', ...options]),
  );
  const graph = readGraph(compiled, projectFolder);
  refuseMerges(graph);
  return graph;
}

/** The script behind the `dataform` command, found the way Node finds packages: wherever the installation put it. */
export async function dataformProgram(): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('@dataform/cli/package.json');
  const { bin } = cliPackage.parse(JSON.parse(await readFile(manifest, 'utf8')));
  return join(dirname(manifest), bin.dataform);
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
