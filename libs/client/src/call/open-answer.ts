import { headOf } from '../answer/answer-head.js';
import { isJsonType } from '../answer/read-answer.js';
import type { CallOptions, ResolvedClientOptions } from '../client.options.js';
import { errorOf } from '../errors/error-of.js';
import { bodyOf } from './body-of.js';
import type { CallScope } from './call-scope.js';
import { retryDelay } from './retry.js';
import type { Surroundings } from './surroundings.js';
import { urlOf } from './url-of.js';

/** One call as it is sent, perhaps more than once. */
export interface Call {
  readonly path: string;
  readonly request: unknown;
  readonly accept: string;
  readonly options: CallOptions;
}

/** An answer whose status is one of success; its body is not read yet. */
export interface OpenAnswer {
  readonly response: Response;
  readonly requestId: string | undefined;
}

/** Sends a request, again while the server says that it may work later. @throws LitServeError, or the reason of an abort */
export async function openAnswer(
  client: ResolvedClientOptions,
  call: Call,
  scope: CallScope,
  world: Surroundings,
): Promise<OpenAnswer> {
  const policy = { ...client, retries: call.options.retries ?? client.retries };
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(client, call, scope, world);
    } catch (error) {
      const delay = retryDelay(error, attempt, policy, scope.leftMs, world.random());
      if (delay === undefined) throw error;
      await scope.wait(delay);
    }
  }
}

async function send(
  client: ResolvedClientOptions,
  { path, request, accept, options }: Call,
  scope: CallScope,
  world: Surroundings,
): Promise<OpenAnswer> {
  const { body, type } = bodyOf(request);
  const { leftMs, signal } = scope;
  const { priority, headers } = options;
  const own = typeof client.headers === 'function' ? await client.headers() : client.headers;
  signal.throwIfAborted();
  const sent = new Headers({ accept, ...own, ...headers });
  if (type !== undefined && !sent.has('content-type')) sent.set('content-type', type);
  if (leftMs !== undefined) sent.set('x-litserve-timeout-ms', String(Math.max(1, Math.ceil(leftMs))));
  if (priority !== undefined) sent.set('x-litserve-priority', priority);
  const init = { method: 'POST', headers: sent, signal, ...(body === undefined ? {} : { body }) };
  // Called on its own: browsers refuse a fetch that is called as a method of something else.
  const { fetch } = client;
  const response = await scope.unreached(fetch(urlOf(client.url, path, options), init));
  const head = headOf(response, world.now());
  if (response.ok) return { response, requestId: head.requestId };
  const text = await scope.lost(response.text(), head.requestId);
  throw errorOf(response.status, bodyOfError(text, response), head);
}

function bodyOfError(text: string, { headers }: Response): unknown {
  if (!isJsonType(headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
