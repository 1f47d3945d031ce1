import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StageRequest, StageResult } from './stage-types.js';

/** Runs a stage in a child process; its log goes to this process's stderr only when it fails. */
export function runStage(request: StageRequest): Promise<StageResult> {
  const program = fileURLToPath(new URL('./stage.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify(request)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(stdout) as StageResult);
      else reject(new Error(`${request.stage} ended with ${code}:\n${stderr}`));
    });
  });
}
