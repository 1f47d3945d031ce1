import type { Statement } from './print-statement.js';
import type { SourceFile } from './source-file.js';

/** What the script of one action has said so far. Dataform sends its operations and its query together, as one script. */
export class ScriptScope {
  readonly #declared = new Set<string>();
  #hasBegun = false;

  /** Takes in the next statements. Throws where BigQuery would: a variable that is not declared, or is declared too late. */
  enter(statements: readonly Statement[], file: SourceFile): void {
    for (const { declares, reads = [] } of statements) {
      const unknown = reads.find((name) => !this.#declared.has(name));
      if (unknown !== undefined) throw new Error(`${file.name}: variable ${unknown} is not declared: DECLARE it first`);
      if (declares === undefined) this.#hasBegun = true;
      else if (this.#hasBegun)
        throw new Error(`${file.name}: DECLARE ${declares} has to stand before all other statements of the script`);
      else this.#declared.add(declares);
    }
  }
}
