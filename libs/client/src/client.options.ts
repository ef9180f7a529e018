type HeaderFields = Readonly<Record<string, string>>;

export interface ClientOptions {
  /** Where the server is, with its global prefix. In a browser it may be a path of the same origin. @default '' */
  readonly url?: string;
  /** For every request, or what gives them, asked before each attempt: a token that expires, for instance. */
  readonly headers?: HeaderFields | (() => HeaderFields | Promise<HeaderFields>);
  /** The deadline of a call, in ms: see `timeoutMs` of a call. @default none but the endpoint's own */
  readonly timeoutMs?: number;
  /** How often a request that was refused (429 or 503) is sent again. @default 2 */
  readonly retries?: number;
  /** A server that asks for a longer pause than this, in ms, is not asked again. @default 10_000 */
  readonly maxRetryAfterMs?: number;
  /** @default the `fetch` of the platform */
  readonly fetch?: typeof globalThis.fetch;
}

/** How one call differs from the others of its client. */
export interface CallOptions {
  /** Aborts the request, on the server too; the call throws its reason. */
  readonly signal?: AbortSignal;
  /**
   * From the call to the end of its answer, or to the first chunk of a stream; in ms, pauses between attempts included.
   * The server gets what is left as `x-litserve-timeout-ms`, and answers 504. It can only shorten the endpoint's own.
   */
  readonly timeoutMs?: number;
  /** @default the client's */
  readonly retries?: number;
  /** They win over the client's. */
  readonly headers?: HeaderFields;
  /** Counts where the server has `clientPriority: true`. @default 'normal' */
  readonly priority?: 'high' | 'normal' | 'low';
  /** For the `{name}` and `:name` of a path. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
}

export interface StreamOptions extends CallOptions {
  /**
   * How the chunks are sent. Events have heartbeats, for proxies that cut a silent connection, but a text that looks like
   * JSON cannot be told from JSON. @default 'ndjson'
   */
  readonly format?: 'ndjson' | 'sse';
}

export interface ResolvedClientOptions {
  readonly url: string;
  readonly headers: NonNullable<ClientOptions['headers']>;
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  readonly maxRetryAfterMs: number;
  readonly fetch: typeof globalThis.fetch;
}

/** @throws TypeError for a number that is none, or below 0 */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  checkNumbers(options);
  const { url = '', headers = {}, timeoutMs, retries = 2, maxRetryAfterMs = 10_000 } = options;
  const { fetch = globalThis.fetch } = options;
  return { url: url.replace(/\/+$/, ''), headers, timeoutMs, retries, maxRetryAfterMs, fetch };
}

const NUMBERS = ['timeoutMs', 'retries', 'maxRetryAfterMs'] as const;

/** Of a client or of a call. @throws TypeError for one that is none, or below 0 */
export function checkNumbers(options: Pick<ClientOptions, (typeof NUMBERS)[number]>): void {
  for (const name of NUMBERS) {
    const value = options[name];
    if (value !== undefined && !(value >= 0)) {
      throw new TypeError(`${name} must be a number from 0, got ${String(value)}`);
    }
  }
}
