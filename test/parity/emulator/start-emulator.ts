import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export const EMULATOR_PROJECT = 'tokenledger-parity';

const START_TIMEOUT_MS = 60_000;

/** Characters: a crash says what it is first and lists its threads after that. */
const KEPT_OUTPUT = 4000;

export interface Emulator {
  /** For `BIGQUERY_EMULATOR_HOST`. */
  readonly host: string;
  readonly stop: () => Promise<void>;
}

/** Starts the program on two free ports and waits until it answers. Its state is in memory and goes with it. */
export async function startEmulator(program: string): Promise<Emulator> {
  const [port, grpcPort] = await findFreePorts();
  const args = [`--project=${EMULATOR_PROJECT}`, '--host=127.0.0.1', `--port=${port}`, `--grpc-port=${grpcPort}`];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = keepTelling(said + chunk.toString());
  });
  let isStopping = false;
  const exited = new Promise<void>((resolve) =>
    child.on('close', (code, signal) => {
      if (!isStopping) process.stderr.write(`the BigQuery emulator ended (${code ?? signal}): ${said}\n`);
      resolve();
    }),
  );
  const host = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await answers(host))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      isStopping = true;
      child.kill('SIGKILL');
      throw new Error(`the BigQuery emulator did not start on port ${port}: ${said}`);
    }
    await wait(100);
  }
  return {
    host,
    stop: async () => {
      isStopping = true;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function answers(host: string): Promise<boolean> {
  try {
    return (await fetch(`${host}/bigquery/v2/projects/${EMULATOR_PROJECT}/datasets`)).ok;
  } catch {
    return false;
  }
}

/** All held open until the last is found: closed one by one, they could be the same. */
async function findFreePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()] as const;
  const ports = await Promise.all([openPort(servers[0]), openPort(servers[1])]);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function openPort(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('no free port'));
    });
  });
}

/** The end of what was said; from the crash on, once there is one. */
function keepTelling(said: string): string {
  const crash = said.search(/^(panic|fatal error|SIG\w+):/m);
  return crash === -1 ? said.slice(-KEPT_OUTPUT) : said.slice(crash, crash + KEPT_OUTPUT);
}
