import type { Argv } from 'yargs';
import type { GlobalOptions, RegisterCommand } from '../define-command.js';
import { mappingCheckCommand } from './mapping.js';

/** `mapping check` under its word. */
export const mappingCommand: RegisterCommand = (parser, select) =>
  parser.command(
    'mapping',
    'Mappings of gateway logs: check one, try it on a log',
    (own: Argv<GlobalOptions>) =>
      mappingCheckCommand(own, select).demandCommand(1, 'Which one? `tokenledger mapping --help` lists them.'),
    () => undefined,
  ) as Argv<GlobalOptions>;
