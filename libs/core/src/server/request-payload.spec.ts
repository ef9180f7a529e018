import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#common';
import { packRun, unpackToWorker, type ItemMeta } from '#wire';
import { requestMeta, requestPriority, requestTimeoutMs } from './request-payload.js';

const meta = (headers: object, query?: unknown, params?: unknown): ReturnType<typeof requestMeta> =>
  requestMeta({ headers: headers as never, query, params });

/** Whether a worker takes a frame with this in it: it refuses the whole batch, and is ended, for any other shape. */
function crosses(given: ReturnType<typeof requestMeta>): boolean {
  const full: ItemMeta = {
    requestId: 'r',
    remainingMs: 1,
    attempt: 0,
    priority: 'normal',
    form: 'bytes',
    ...given,
  };
  const item = { lease: 1, meta: full, args: { json: '{"p":[]}', sections: [] } };
  const bytes = Buffer.concat(packRun({ type: 'run', endpoint: 0, batch: 1, items: [item] }));
  const header: unknown = JSON.parse(
    bytes.subarray(bytes.indexOf('["r"'), bytes.lastIndexOf(']') + 1).toString(),
  );
  const message = unpackToWorker({ header, sections: [] });
  return message.type === 'run' && message.items.length === 1;
}

describe('requestMeta', () => {
  it('hands on what adapters give, without a copy', () => {
    const headers = { a: 'x', 'set-cookie': ['1', '2'] };
    const query = { a: '1', b: ['1', '2'] };
    const params = { id: '7' };
    const given = meta(headers, query, params);
    expect(given.headers).toBe(headers);
    expect(given.query).toBe(query);
    expect(given.params).toBe(params);
    expect(meta({})).toEqual({ headers: {}, query: {}, params: {} });
  });

  it.each<[string, object, unknown, unknown, object]>([
    ['a wildcard of Express', {}, {}, { rest: ['a', 'b'] }, { params: { rest: 'a/b' } }],
    ['a parameter that is not there', {}, {}, { id: undefined, x: '1' }, { params: { x: '1' } }],
    [
      'what a middleware put into headers',
      { n: 5, u: undefined, o: {}, ok: true, x: '1' },
      {},
      {},
      { headers: { n: '5', ok: 'true', x: '1' } },
    ],
    ['a nested query', {}, { a: { b: ['1'] } }, {}, { query: { a: { b: ['1'] } } }],
    [
      'a query with dates and gaps',
      {},
      { d: new Date(0), u: undefined },
      {},
      { query: { d: '1970-01-01T00:00:00.000Z' } },
    ],
    ['a query that is a list', {}, ['x'], {}, { query: { 0: 'x' } }],
    ['a query that is none', {}, 'x', {}, { query: {} }],
  ])('makes %s fit for the frame', (_, headers, query, params, fit) => {
    const given = meta(headers, query, params);
    expect(given).toMatchObject(fit);
    for (const [key, value] of Object.entries(fit)) expect(given[key as 'query']).toEqual(value);
    expect(crosses(given)).toBe(true);
  });

  it('refuses a query that is no JSON, before it could spoil a batch', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    for (const query of [cyclic, { n: 1n }]) expect(() => meta({}, query)).toThrow(LitServeException);
  });
});

describe('requestTimeoutMs', () => {
  it.each([
    [undefined, 30_000, 30_000],
    ['50', 30_000, 50],
    ['60000', 30_000, 30_000],
    ['50', 0, 50],
    [undefined, 0, 0],
    ['999999999', 0, 999_999_999],
  ])('of header %p and endpoint %d is %d', (header, endpoint, timeout) => {
    expect(requestTimeoutMs(endpoint, header === undefined ? {} : { 'x-litserve-timeout-ms': header })).toBe(
      timeout,
    );
  });

  it.each(['', '0', '-5', '1e3', '1.5', '0x10', ' 5', '5, 7', '9999999999', 'Infinity', '١'])(
    'refuses %p',
    (header) => {
      expect(() => requestTimeoutMs(1000, { 'x-litserve-timeout-ms': header })).toThrow(
        'must be a whole number',
      );
    },
  );
});

describe('requestPriority', () => {
  it.each([
    [undefined, undefined],
    ['high', 'high'],
    ['Normal', 'normal'],
    [' LOW ', 'low'],
  ])('of %p is %p', (header, priority) => {
    expect(requestPriority(header === undefined ? {} : { 'x-litserve-priority': header })).toBe(priority);
  });

  it.each(['', 'urgent', '1', 'high, low', 'constructor'])('refuses %p', (header) => {
    expect(() => requestPriority({ 'x-litserve-priority': header })).toThrow('must be high, normal or low');
  });
});
