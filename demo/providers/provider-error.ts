/** A request the provider refuses, in HTTP's words. The server puts it into the provider's own error body. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export function badRequest(message: string): ProviderError {
  return new ProviderError(400, 'invalid_request_error', message);
}
