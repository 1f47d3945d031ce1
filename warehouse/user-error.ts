/** Something the person at the terminal can mend: wrong usage or wrong input. The command line exits with 2 on it. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
