/** What the headers of an answer say. A browser shows those of another origin only if the server exposes them. */
export interface AnswerHead {
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
}

/** @param now for a `Retry-After` that is a date, in ms since 1970 */
export function headOf({ headers }: Response, now: number): AnswerHead {
  return {
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfterMs: retryAfterMs(headers.get('retry-after'), now),
  };
}

function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null || value === '') return undefined;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
