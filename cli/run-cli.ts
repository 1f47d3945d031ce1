import yargs, { type Argv } from 'yargs';
import { UserError } from '../warehouse/user-error.js';
import { type CliIo, EXIT_DONE, EXIT_FAILED, EXIT_USAGE, type ExitCode } from './cli-io.js';
import { commands } from './commands/commands.js';
import type { GlobalOptions, SelectedRun } from './define-command.js';
import { describeError } from './describe-error.js';
import { guardOutput } from './output/guard-output.js';
import { packageVersion } from './package-version.js';
import { StoppedError } from './stop.js';

const HELP_WIDTH = 100;

/** Parses one command line and runs it. Never throws and never exits: the caller does. */
export async function runCli(argv: readonly string[], world: CliIo): Promise<ExitCode> {
  const io = guardOutput(world);
  try {
    const selected = await parse(argv, io);
    return selected === undefined ? EXIT_DONE : await Promise.race([selected(io), io.stop.ended]);
  } catch (error) {
    const stopped: unknown = io.stop.signal.reason;
    if (stopped instanceof StoppedError) {
      io.writeError(`tokenledger: ${stopped.message}; what was finished is kept, the same command does the rest\n`);
      return stopped.exitCode;
    }
    io.writeError(`tokenledger: ${describeError(error)}\n`);
    if (error instanceof Error && io.env.TOKENLEDGER_DEBUG === '1') io.writeError(`${error.stack ?? ''}\n`);
    return error instanceof UserError ? EXIT_USAGE : EXIT_FAILED;
  }
}

/** The command the line asks for; none if it asked for help or the version, which is printed here. */
async function parse(argv: readonly string[], io: CliIo): Promise<SelectedRun | undefined> {
  let selected: SelectedRun | undefined;
  let helpText = '';
  const base = yargs()
    .scriptName('tokenledger')
    .usage("$0 <command>\n\nWho caused every dollar of your LLM bill, to the cent, tied to the provider's invoice.")
    .locale('en')
    .wrap(HELP_WIDTH)
    .exitProcess(false)
    .fail(false)
    .parserConfiguration({ 'boolean-negation': false, 'greedy-arrays': false })
    .check(refuseRepeated, true)
    .option('config', {
      type: 'string',
      default: './tokenledger.yaml',
      requiresArg: true,
      describe: 'The configuration file',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print the result as JSON' })
    .example('$0 demo', 'see it work on an invented company')
    .example('$0 init', 'start with your own')
    .epilogue('Exit codes: 0 done, 1 failed, 2 wrong usage or input, 130 and 143 stopped by SIGINT and SIGTERM.')
    .version(packageVersion())
    .help()
    .alias('help', 'h')
    .demandCommand(1, 'Which command? `tokenledger --help` lists them.')
    .updateStrings({
      'Unknown argument: %s': { one: 'Unknown command or option: %s', other: 'Unknown commands or options: %s' },
      'Not enough non-option arguments: got %s, need at least %s': {
        one: 'An argument is missing (%s given, %s needed).',
        other: 'An argument is missing (%s given, %s needed).',
      },
    } as unknown as Record<string, string>)
    .strict();
  const parser = commands.reduce<Argv<GlobalOptions>>(
    (built, register) =>
      register(built, (run) => {
        selected = run;
      }),
    base,
  );
  try {
    await parser.parseAsync([...argv], {}, (_error: unknown, _options: unknown, output: string) => {
      helpText = output;
    });
  } catch (error) {
    throw new UserError(usageMessage(error), { cause: error });
  }
  if (helpText !== '') {
    io.print(`${helpText}\n`);
    return undefined;
  }
  return selected;
}

/** Options that may be given several times; of any other, a second one would silently win or turn into a list. */
const LIST_OPTIONS: readonly string[] = ['_', 'source', 'tags', 'actions', 'mart'];

function refuseRepeated(options: Readonly<Record<string, unknown>>): true {
  const repeated = Object.keys(options).find((name) => Array.isArray(options[name]) && !LIST_OPTIONS.includes(name));
  if (repeated !== undefined) throw new Error(`--${repeated} was given more than once`);
  return true;
}

function usageMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes('--help') ? message : `${message}\nTry --help.`;
}
