import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./build-emulator.sh', import.meta.url));

/** Builds the emulator unless this machine has it, and gives the path of the program. Says what to install where Go is missing. */
export function buildEmulator(): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(SCRIPT, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      process.stderr.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(stdout.trim())
        : reject(new Error(`the BigQuery emulator cannot be built: ${stderr.trim()}`)),
    );
  });
}
