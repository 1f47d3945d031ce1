import type { Installation } from '../warehouse/dataform/installation.js';

/** What a Dataform repository says of itself: where its tables lie, and what has to be done before it runs. */
export function renderReadme({ project, location, dataset_prefix: prefix }: Installation, version: string): string {
  return `# Token Ledger for Dataform

The models of tokenledger ${version}, as \`npm run package:dataform\` wrote them. They read \`${project}.${prefix}raw\` and make
\`${prefix}staging\`, \`${prefix}usage\`, \`${prefix}costs\`, \`${prefix}marts\` and \`${prefix}assertions\`, all in ${location}.

Ingest first, then run the workflow:

1. \`tokenledger ingest\`, whose tokenledger.yaml says
   \`engine: { type: bigquery, project: ${project}, location: ${location}, dataset_prefix: "${prefix}" }\`.
   It creates the raw tables, so before it has run once the workflow fails with "Not found: Table". It lands all that the models
   read: provider reports, gateway logs, rates, registry, budgets, invoices. Nothing else writes them.
2. The workflow, with the tag \`daily\`. Only what was landed since the last one is computed; it may be repeated at any time.

\`dataset_prefix\` and \`defaultAssertionDataset\` in workflow_settings.yaml go together (\`vars.dataset_prefix\` and
\`assertionSchema\` in a release configuration), and a prefix that only one of them has stops the compilation. A \`schemaSuffix\`
is appended to the raw dataset too. A full refresh is \`tokenledger transform --full-refresh\`, which also forgets what was
taken in.

To upgrade, build into this folder again and commit: \`definitions\` and \`includes\` are replaced.
`;
}
