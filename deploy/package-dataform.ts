import { resolve } from 'node:path';
import yargs from 'yargs';
import { bigqueryEngine } from '../cli/config/config-schema.js';
import { UserError } from '../warehouse/user-error.js';
import { buildPackage } from './build-package.js';

const options = await yargs(process.argv.slice(2))
  .usage(
    `npm run package:dataform -- --project my-project --location EU [--prefix tl_] <folder>

Writes a Dataform repository of the models alone into an empty folder or git clone.`,
  )
  .option('project', { type: 'string', demandOption: true, describe: 'engine.project of tokenledger.yaml' })
  .option('location', { type: 'string', demandOption: true, describe: 'engine.location of tokenledger.yaml' })
  .option('prefix', { type: 'string', default: '', describe: 'engine.dataset_prefix of tokenledger.yaml' })
  .demandCommand(1, 1)
  .strictOptions()
  .parse();

const { project, location, prefix } = options;
const engine = bigqueryEngine.safeParse({ type: 'bigquery', project, location, dataset_prefix: prefix });
// npm starts a script in the package's folder, wherever it was called.
const folder = resolve(process.env.INIT_CWD ?? process.cwd(), String(options._[0]));

try {
  if (!engine.success)
    throw new UserError(engine.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('\n'));
  await buildPackage(engine.data, folder);
  process.stdout.write(`${folder}\n`);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`package:dataform: ${error.message}\n`);
  process.exitCode = 2;
}
