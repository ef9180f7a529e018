import {
  Agent,
  request,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { Violation } from './violation.js';

/** Longer than any deadline of the fixtures: a request that has no outcome by then hangs. */
const HUNG_MS = 45_000;

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly tookMs: number;
}

export interface ExchangeOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  readonly method?: string;
  /** Whether a kept connection that the server ends at the moment it is used again is a violation too. */
  readonly isStrict?: boolean;
}

/** Keeps connections, as most clients do; idle ones end before the server would end them. */
export const KEPT = new Agent({ keepAlive: true, maxSockets: 256, timeout: 3000 });

const asBytes = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)));

/** Begins a request with this body, which the caller still has to send. */
export function beginExchange(
  url: string,
  options: ExchangeOptions & { readonly length: number },
): ClientRequest {
  const { headers = {}, agent = KEPT, method = 'POST', length } = options;
  const sent = { 'content-type': 'application/json', 'content-length': length, ...headers };
  return request(url, { method, agent, headers: sent });
}

/**
 * One request and its whole answer.
 *
 * @throws Violation when there is none, or half of one
 */
export async function exchange(url: string, body: unknown, options: ExchangeOptions = {}): Promise<Reply> {
  const bytes = asBytes(body);
  const call = beginExchange(url, { ...options, length: bytes.length });
  const reply = replyTo(call);
  call.end(bytes);
  try {
    return await reply;
  } catch (error) {
    // The server closed the idle connection at the moment it was used again: any client has to send again then.
    if (!options.isStrict && call.reusedSocket && isReset(error)) return exchange(url, body, options);
    throw error instanceof Violation
      ? error
      : new Violation('an answer', `${String(error)} on a ${call.reusedSocket ? 'kept' : 'new'} connection`);
  }
}

/** The answer to a request that somebody else sends. */
export async function replyTo(call: ClientRequest): Promise<Reply> {
  const since = performance.now();
  const hung = setTimeout(
    () => call.destroy(new Violation(`an outcome within ${HUNG_MS} ms`, 'none')),
    HUNG_MS,
  );
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) =>
      call.once('response', resolve).on('error', reject),
    );
    const body = await text(response);
    const { statusCode: status = 0, headers } = response;
    return { status, headers, text: body, tookMs: performance.now() - since };
  } finally {
    clearTimeout(hung);
  }
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
