import { join } from 'node:path';

/** Where an installation keeps its salt, its locks and files on their way: beside its configuration. */
export function stateFolder({ directory }: { readonly directory: string }): string {
  return join(directory, '.tokenledger');
}
