import { validateHeaderName, validateHeaderValue } from 'node:http';

export interface LitResponseOptions {
  /** @default what the route has: 200, or its `@HttpCode` */
  readonly status?: number;
  /** Added to the answer; a `content-type` here decides how a text body is sent. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An answer of `encodeResponse` (or of `predict`, without one) with a status and headers of its own. The body is sent as
 * any answer is, except that a text with a `content-type` other than JSON goes out as it is.
 *
 * @throws RangeError for a status outside 200 to 599, TypeError for headers that HTTP does not allow
 * @example return new LitResponse(png, { headers: { 'content-type': 'image/png' } });
 */
export class LitResponse<Body = unknown> {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(
    readonly body: Body,
    { status, headers }: LitResponseOptions = {},
  ) {
    if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599)) {
      throw new RangeError(`LitResponse: status must be a whole number from 200 to 599, got ${status}`);
    }
    this.status = status;
    this.headers = headers && lowerCased(headers);
  }
}

/** Names of headers are compared in lower case from here on. What HTTP would not take is refused where it was made. */
function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      validateHeaderName(name);
      validateHeaderValue(name, value);
      return [name.toLowerCase(), value];
    }),
  );
}
