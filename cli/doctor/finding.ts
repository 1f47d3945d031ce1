/** One thing `doctor` looked at. `error` stops the work, `warning` makes a figure wrong or late, `ok` is as it should be. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  readonly subject: string;
  readonly message: string;
  /** What to do; null where all is well. */
  readonly remedy: string | null;
}

export function ok(subject: string, message: string): Finding {
  return { level: 'ok', subject, message, remedy: null };
}

export function warning(subject: string, message: string, remedy: string): Finding {
  return { level: 'warning', subject, message, remedy };
}

export function failure(subject: string, message: string, remedy: string): Finding {
  return { level: 'error', subject, message, remedy };
}
