import type { Argv } from 'yargs';
import type { GlobalOptions, RegisterCommand } from '../define-command.js';
import { ratesCheckCommand, ratesLookupCommand } from './rates.js';

/** `rates lookup` and `rates check` under one word. */
export const ratesCommand: RegisterCommand = (parser, select) =>
  parser.command(
    'rates',
    'The rate books: look a price up, check them',
    (own: Argv<GlobalOptions>) =>
      [ratesLookupCommand, ratesCheckCommand]
        .reduce<Argv<GlobalOptions>>((built, register) => register(built, select), own)
        .demandCommand(1, 'Which one? `tokenledger rates --help` lists them.'),
    () => undefined,
  ) as Argv<GlobalOptions>;
