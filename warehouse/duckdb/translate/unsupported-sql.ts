import { firstSpan, type Span } from './syntax-tree.js';

/** GoogleSQL outside the closed list. `where` is known once the statement's file is. */
export class UnsupportedSql extends Error {
  override readonly name = 'UnsupportedSql';
  readonly what: string;
  readonly span: Span | undefined;

  constructor(what: string, near?: unknown) {
    super(what);
    this.what = what;
    this.span = firstSpan(near);
  }
}
