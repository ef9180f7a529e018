import { describe, expect, it } from '@jest/globals';
import type { ClientOptions } from './client.options.js';
import { FetchClient } from './fetch-client.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const answer = (value: unknown): Response => new Response(JSON.stringify(value), { headers: JSON_TYPE });
const busy = (retryAfter = '1'): Response =>
  new Response('{"code":"queue_full"}', {
    status: 429,
    headers: { ...JSON_TYPE, 'retry-after': retryAfter },
  });
const stream = (type: string, ...parts: string[]): Response =>
  new Response(parts.join(''), { headers: { 'content-type': type } });

/** More turns of the event loop than anything here takes that does not wait for a timer. */
const TURNS = 50;

/** Passes to the next timer when nothing else has anything to do. */
class PassingTime {
  now = 0;
  rest = TURNS;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  #isTurning = false;

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.now + ms, callback };
    this.#timers.add(timer);
    this.rest = TURNS;
    if (!this.#isTurning) setImmediate(() => this.#turn());
    this.#isTurning = true;
    return () => this.#timers.delete(timer);
  }

  #turn(): void {
    const [next] = [...this.#timers].toSorted((a, b) => a.at - b.at);
    this.#isTurning = next !== undefined;
    if (!next) return;
    if (this.rest-- <= 0) {
      this.rest = TURNS;
      this.#timers.delete(next);
      this.now = next.at;
      next.callback();
    }
    setImmediate(() => this.#turn());
  }
}

/** A client of answers given in order, in a world whose time passes when somebody waits. */
function clientOf(answers: readonly (Response | Error)[], options: ClientOptions = {}) {
  const sent: { url: string; headers: Headers; body: unknown; signal: AbortSignal }[] = [];
  const waits: number[] = [];
  const clock = new PassingTime();
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    clock.rest = TURNS;
    const { headers, body, signal } = init as { headers: Headers; body: unknown; signal: AbortSignal };
    sent.push({ url: String(url), headers, body, signal });
    const next = answers[sent.length - 1];
    if (next === undefined) return hang(signal);
    if (next instanceof Error) throw next;
    return next;
  };
  const world = {
    now: () => clock.now,
    random: () => 0,
    after: (ms: number, callback: () => void) => {
      waits.push(ms);
      return clock.after(ms, callback);
    },
  };
  return { client: new FetchClient<Record<string, unknown>>({ ...options, fetch }, world), sent, waits };
}

const hang = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

const all = async (chunks: AsyncIterable<unknown>): Promise<unknown[]> => {
  const got: unknown[] = [];
  for await (const chunk of chunks) got.push(chunk);
  return got;
};

describe('numbers that are none, or below 0', () => {
  it.each([
    [{ timeoutMs: -1 }, 'timeoutMs must be a number from 0, got -1'],
    [{ retries: NaN }, 'retries must be a number from 0, got NaN'],
    [{ maxRetryAfterMs: 'long' as never }, 'maxRetryAfterMs must be a number from 0, got long'],
  ])('%j are refused by the client', (options, why) => {
    expect(() => clientOf([], options)).toThrow(new TypeError(why));
  });

  it.each([{ timeoutMs: NaN }, { retries: -1 }])('%j are refused by a call, unsent', async (options) => {
    const { client, sent } = clientOf([answer(1), answer(1)]);
    await expect(client.predict('/a', 1, options)).rejects.toThrow(TypeError);
    await expect(client.stream('/a', 1, options).next()).rejects.toThrow(TypeError);
    expect(sent).toEqual([]);
  });
});

describe('a client', () => {
  it('asks a path below its url, with headers of its own and of the call', async () => {
    let token = 0;
    const { client, sent } = clientOf([busy(), answer(1)], {
      url: 'http://host/api/',
      headers: async () => ({ authorization: `Bearer ${++token}`, 'x-own': 'client' }),
    });
    const options = {
      headers: { 'x-own': 'call' },
      params: { id: 'a/b', part: 2 },
      query: { q: 'ü', n: 1 },
      priority: 'low' as const,
    };
    expect(await client.predict('/models/{id}/:part', { a: 1 }, options)).toBe(1);
    expect(sent[1]?.url).toBe('http://host/api/models/a%2Fb/2?q=%C3%BC&n=1');
    expect(Object.fromEntries(sent[1]?.headers ?? [])).toMatchObject({
      authorization: 'Bearer 2',
      'x-own': 'call',
      'x-litserve-priority': 'low',
      'content-type': 'application/json',
    });
    await expect(client.predict('/models/{id}', 1)).rejects.toThrow('/models/{id} needs params: { id: … }');
  });

  it('sends again what was refused, within the deadline, which it tells the server', async () => {
    const { client, sent, waits } = clientOf([busy('2'), busy('1'), answer('done')], { timeoutMs: 5000 });
    expect(await client.predict('/x', 1)).toBe('done');
    expect(waits).toEqual([6000, 2000, 1000]);
    expect(sent.map(({ headers }) => headers.get('x-litserve-timeout-ms'))).toEqual(['5000', '3000', '2000']);
    const late = clientOf([busy('5')], { timeoutMs: 5000 });
    await expect(late.client.predict('/x', 1)).rejects.toMatchObject({
      code: 'queue_full',
      retryAfterMs: 5000,
    });
    expect(late.sent).toHaveLength(1);
  });

  it('ends a call by its own clock when nothing comes', async () => {
    const { client, sent } = clientOf([], { timeoutMs: 100 });
    await expect(client.predict('/x', 1)).rejects.toMatchObject({ name: 'DeadlineError', status: 504 });
    expect(sent[0]?.signal.aborted).toBe(true);
  });

  it('throws the reason of the signal: before, during, and in the pause before another attempt', async () => {
    const reason = new Error('enough');
    const before = clientOf([answer(1)]);
    await expect(before.client.predict('/x', 1, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(before.sent).toHaveLength(0);
    for (const answers of [[], [busy('9')]]) {
      const { client, sent } = clientOf(answers);
      const leave = new AbortController();
      const call = client.predict('/x', 1, { signal: leave.signal });
      await new Promise((resolve) => setImmediate(resolve));
      leave.abort(reason);
      await expect(call).rejects.toBe(reason);
      expect(sent).toHaveLength(1);
    }
  });

  it('does not send again what may have run', async () => {
    const { client, sent } = clientOf([new TypeError('fetch failed'), answer(1)]);
    const error = { name: 'ConnectionError', code: 'connection_failed', status: 0 };
    await expect(client.predict('/x', 1)).rejects.toMatchObject(error);
    expect(sent).toHaveLength(1);
  });

  it('reads texts, bytes, nothing, and says so when JSON is none', async () => {
    const { client } = clientOf([
      new Response('hi', { headers: { 'content-type': 'text/plain' } }),
      new Response(new Uint8Array([1, 2])),
      new Response(null, { status: 204 }),
      new Response('{', { headers: JSON_TYPE }),
    ]);
    expect(await client.predict('/x', 1)).toBe('hi');
    expect(await client.predict('/x', 1)).toEqual(new Uint8Array([1, 2]));
    expect(await client.predict('/x', 1)).toBeUndefined();
    await expect(client.predict('/x', 1)).rejects.toMatchObject({ code: 'invalid_answer' });
  });
});

describe('a stream', () => {
  const ERROR = { statusCode: 503, code: 'worker_crashed', message: 'died', requestId: 'r' };

  it.each([
    [
      'ndjson',
      'application/x-ndjson',
      '"5"\n{"error":1}\n',
      ['5', { error: 1 }],
      `${JSON.stringify({ error: ERROR })}\n`,
    ],
    [
      'sse',
      'text/event-stream; charset=utf-8',
      'data: a\n\n:\n\ndata: {"b":1}\n\n',
      ['a', { b: 1 }],
      `event: error\ndata: ${JSON.stringify(ERROR)}\n\n`,
    ],
  ] as const)(
    'of %s has chunks, then an error of the same classes, and never a silent end',
    async (format, type, text, chunks, error) => {
      const whole = clientOf([busy(), stream(type, text)]);
      expect(await all(whole.client.stream('/x', 1, { format }))).toEqual(chunks);
      expect(whole.sent[1]?.headers.get('accept')).toBe(type.split(';')[0]);
      const failed = clientOf([stream(type, text, error)]);
      const reading = failed.client.stream('/x', 1, { format });
      for (const chunk of chunks) expect((await reading.next()).value).toEqual(chunk);
      await expect(reading.next()).rejects.toMatchObject({
        name: 'UnavailableError',
        code: 'worker_crashed',
        status: 503,
        requestId: 'r',
      });
      // What had begun is not begun again.
      expect(failed.sent).toHaveLength(1);
      const cut = clientOf([stream(type, text, error.slice(0, 20))]);
      await expect(all(cut.client.stream('/x', 1))).rejects.toMatchObject({ code: 'connection_lost' });
    },
  );

  it('is told when the connection breaks', async () => {
    const body = new ReadableStream({
      pull: (controller) => controller.error(new TypeError('terminated')),
      start: (controller) => controller.enqueue(new TextEncoder().encode('1\n')),
    });
    const { client } = clientOf([
      new Response(body, { headers: { 'content-type': 'application/x-ndjson' } }),
    ]);
    await expect(all(client.stream('/x', 1))).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'connection_lost',
    });
  });

  it('has one chunk where the endpoint does not stream', async () => {
    expect(await all(clientOf([answer({ a: 1 })]).client.stream('/x', 1))).toEqual([{ a: 1 }]);
  });

  it('is not asked for before its loop begins, and aborted when that is left', async () => {
    const { client, sent } = clientOf([stream('application/x-ndjson', '1\n2\n')]);
    const chunks = client.stream('/x', 1);
    expect(sent).toHaveLength(0);
    for await (const chunk of chunks) {
      expect(chunk).toBe(1);
      break;
    }
    expect(sent[0]?.signal.aborted).toBe(true);
  });
});
