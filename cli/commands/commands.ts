import type { RegisterCommand } from '../define-command.js';
import { demoCommand } from './demo.js';
import { doctorCommand } from './doctor.js';
import { exportCommand } from './export.js';
import { ingestCommand } from './ingest.js';
import { initCommand } from './init.js';
import { mappingCommand } from './mapping-group.js';
import { queryCommand } from './query.js';
import { ratesCommand } from './rates-group.js';
import { reportCommand } from './report.js';
import { runCommand } from './run.js';
import { runsCommand } from './runs.js';
import { sourcesCommand } from './sources.js';
import { transformCommand } from './transform.js';

/** Every command, in the order in which `--help` lists them. */
export const commands: readonly RegisterCommand[] = [
  demoCommand,
  initCommand,
  doctorCommand,
  runCommand,
  ingestCommand,
  transformCommand,
  reportCommand,
  exportCommand,
  queryCommand,
  ratesCommand,
  mappingCommand,
  sourcesCommand,
  runsCommand,
];
