import { UserError } from '../../warehouse/user-error.js';

/** The key in a named environment variable. */
export function readKey(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  sourceId: string,
  keyHint: string,
): string {
  const key = env[name]?.trim();
  if (key === undefined || key === '') {
    throw new UserError(`${sourceId}: the environment variable ${name} is not set. ${keyHint}`);
  }
  if (/[^\x21-\x7e]/.test(key)) {
    throw new UserError(
      `${sourceId}: the environment variable ${name} holds blanks or characters that no key has. Set it again`,
    );
  }
  return key;
}
