import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../warehouse/package-root.js';

/** The warehouse as plain JavaScript, which a process of its own can run. */
export function buildWarehouse(into: string): void {
  const root = packageRoot();
  for (const file of readdirSync(join(root, 'warehouse'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(root, 'warehouse', file), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
    });
    const target = join(into, 'warehouse', file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  symlinkSync(join(root, 'node_modules'), join(into, 'node_modules'));
  cpSync(join(root, 'package.json'), join(into, 'package.json'));
}
