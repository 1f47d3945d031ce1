/** An error and what caused it, for a person: each cause on a line of its own unless the message already tells it. */
export function describeError(error: unknown): string {
  const lines: string[] = [];
  for (let current: unknown = error; current !== undefined && current !== null; current = causeOf(current)) {
    const message = messageOf(current);
    if (!lines.some((line) => line.includes(message))) lines.push(message);
  }
  return lines.join('\n  because: ');
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
