import { z } from 'zod';

const target = z.object({ schema: z.string(), name: z.string(), database: z.string().optional() });

const columnDescriptor = z.object({ path: z.array(z.string()), description: z.string().optional() });

const action = z.object({
  target,
  fileName: z.string(),
  dependencyTargets: z.array(target).default([]),
  tags: z.array(z.string()).default([]),
  disabled: z.boolean().default(false),
  actionDescriptor: z
    .object({ description: z.string().optional(), columns: z.array(columnDescriptor).default([]) })
    .optional(),
});

const table = action.extend({
  type: z.enum(['table', 'view', 'incremental']),
  query: z.string(),
  incrementalQuery: z.string().optional(),
  preOps: z.array(z.string()).default([]),
  postOps: z.array(z.string()).default([]),
  incrementalPreOps: z.array(z.string()).default([]),
  incrementalPostOps: z.array(z.string()).default([]),
  protected: z.boolean().default(false),
  materialized: z.boolean().default(false),
  uniqueKey: z.array(z.string()).default([]),
  bigquery: z.record(z.string(), z.unknown()).optional(),
});

const operation = action.extend({ queries: z.array(z.string()), hasOutput: z.boolean().default(false) });

const assertion = action.extend({ query: z.string(), parentAction: target.optional() });

/** Two statements with their inputs inlined: what the model gives, and what is expected. */
const unitTest = z.object({
  name: z.string(),
  fileName: z.string(),
  testQuery: z.string(),
  expectedOutputQuery: z.string(),
});

const declaration = z.object({ target, fileName: z.string().default('') });

const compilationError = z.object({
  message: z.string(),
  fileName: z.string().optional(),
  actionName: z.string().optional(),
});

/** What `dataform compile --json` prints, as far as it is used: https://cloud.google.com/dataform/docs/compilation-overview */
export const dataformGraph = z.object({
  tables: z.array(table).default([]),
  operations: z.array(operation).default([]),
  assertions: z.array(assertion).default([]),
  tests: z.array(unitTest).default([]),
  declarations: z.array(declaration).default([]),
  graphErrors: z
    .object({ compilationErrors: z.array(compilationError).default([]) })
    .default({ compilationErrors: [] }),
});

export type DataformGraph = z.infer<typeof dataformGraph>;
export type DataformTarget = z.infer<typeof target>;
export type DataformTable = z.infer<typeof table>;
export type DataformOperation = z.infer<typeof operation>;
export type DataformAssertion = z.infer<typeof assertion>;
export type DataformTest = z.infer<typeof unitTest>;

/** The name people see and select by: `schema.name`. */
export function targetName(target: DataformTarget): string {
  return `${target.schema}.${target.name}`;
}
