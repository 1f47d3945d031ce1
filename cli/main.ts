#!/usr/bin/env node
import { DateTime } from 'luxon';
import type { CliIo } from './cli-io.js';
import { runCli } from './run-cli.js';
import { STOP_SIGNALS, Stop } from './stop.js';

// The one place that reads argv, the environment and the clock, and that exits.

// What is spent, and by whom, is for its owner: every file that is made here, by DuckDB or a child process too, is 0600 and
// every folder 0700. What is there already keeps its mode.
process.umask(0o077);

const io: CliIo = {
  print: (text) => process.stdout.write(text),
  printData: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  replaceLine: (line) => process.stderr.write(`\r\u001b[2K${line}`),
  env: process.env,
  workingDirectory: process.cwd(),
  now: () => DateTime.utc(),
  monotonicMs: () => performance.now(),
  isOutputTerminal: process.stdout.isTTY === true,
  isInteractive: process.stderr.isTTY === true,
  terminalWidth: process.stderr.columns ?? 100,
  nodeVersion: process.versions.node,
  stop: new Stop(),
};

// Once: who asks again is not kept waiting.
for (const signal of STOP_SIGNALS) process.once(signal, () => io.stop.request(signal));

// `tokenledger report | head` closes the pipe early: that is not a failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const code = await runCli(process.argv.slice(2), io);
// What was printed is written out first; open sockets of a finished pull must not keep the process waiting.
process.stdout.write('', () => process.exit(code));
