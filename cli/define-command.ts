import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { CliIo, ExitCode } from './cli-io.js';

/** The options that every command understands. */
export interface GlobalOptions {
  readonly config: string;
  readonly json: boolean;
}

/** One command: how it is written, what it says about itself, and what it does. */
export interface Command<Options> {
  /** yargs syntax, such as `ingest [source..]`. */
  readonly usage: string;
  readonly summary: string;
  /** A command line without the program's name, and what it does. At least one. */
  readonly examples: readonly (readonly [string, string])[];
  readonly options: (parser: Argv<GlobalOptions>) => Argv<GlobalOptions & Options>;
  readonly run: (options: ArgumentsCamelCase<GlobalOptions & Options>, io: CliIo) => Promise<ExitCode>;
}

export type SelectedRun = (io: CliIo) => Promise<ExitCode>;
export type RegisterCommand = (parser: Argv<GlobalOptions>, select: (run: SelectedRun) => void) => Argv<GlobalOptions>;

/** Ties a command to its own option types. Parsing only selects it; it runs later, so that a parse error is never mixed up with a failure. */
export function defineCommand<Options>(command: Command<Options>): RegisterCommand {
  return (parser, select) =>
    parser.command({
      command: command.usage,
      describe: command.summary,
      builder: (own: Argv<GlobalOptions>) =>
        command.examples.reduce((built, [line, why]) => built.example(`$0 ${line}`, why), command.options(own)),
      handler: (options) => select((io) => command.run(options, io)),
    }) as Argv<GlobalOptions>;
}
