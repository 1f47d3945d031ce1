import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../warehouse/dataform/compile-graph.js';
import { runUnitTests } from '../../warehouse/duckdb/run-unit-tests.js';
import { packageRoot } from '../../warehouse/package-root.js';

const graph = await compileGraph(packageRoot());
const results = await runUnitTests(graph, (fileName) => readFileSync(join(packageRoot(), fileName), 'utf8'));

describe('Dataform unit tests on DuckDB', () => {
  it('are all run', () => expect(results).toHaveLength(graph.tests.length));

  for (const { name, fileName, ok, difference } of results)
    it(`${name} (${fileName})`, () => expect(ok, difference).toBe(true));
});
