import {
  DeadlineError,
  LitServeError,
  OverloadedError,
  RequestError,
  ServerError,
  UnavailableError,
} from './lit-serve.error.js';

const BY_STATUS: Readonly<Record<number, typeof LitServeError>> = {
  429: OverloadedError,
  503: UnavailableError,
  504: DeadlineError,
};

/**
 * The error a body tells of: ours, one of Nest's own, or one a filter of the app has shaped.
 *
 * @param head what the answer itself says; the body of an error in a stream has its own status
 */
export function errorOf(
  status: number,
  body: unknown,
  head: { readonly requestId?: string | undefined; readonly retryAfterMs?: number | undefined } = {},
): LitServeError {
  const told: Readonly<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {};
  const name = textOf(told['error']);
  // Nest's ValidationPipe has a list of messages.
  const messages = [told['message']].flat().filter((part) => typeof part === 'string');
  const Class = BY_STATUS[status] ?? (status < 500 ? RequestError : ServerError);
  return new Class(messages.join('; ') || name || textOf(body) || `The server answered ${status}`, {
    ...head,
    code: textOf(told['code']) ?? name?.toLowerCase().replaceAll(/\W+/g, '_') ?? `http_${status}`,
    status,
    requestId: textOf(told['requestId']) ?? head.requestId,
    body,
  });
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
