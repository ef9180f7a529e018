import { describe, expect, it } from '@jest/globals';
import { errorOf } from '../errors/error-of.js';
import { ConnectionError } from '../errors/lit-serve.error.js';
import { retryDelay } from './retry.js';

const POLICY = { retries: 2, maxRetryAfterMs: 10_000 };
const busy = (retryAfterMs?: number) => errorOf(429, { code: 'queue_full' }, { retryAfterMs });

describe('whether a request is sent again', () => {
  it.each([
    ['after what the server asks for', busy(2000), 0, 2000],
    ['up to half as much again', busy(2000), 1, 3000],
    ['after a second if it does not say', busy(), 0, 1000],
    ['after 0.1 s at least', busy(0), 0, 100],
    ['for 503, too', errorOf(503, '', {}), 0, 1000],
    ['not for other errors', errorOf(500, {}, { retryAfterMs: 1 }), 0, undefined],
    [
      'not for what killed a worker',
      errorOf(503, { code: 'worker_crashed' }, { retryAfterMs: 1 }),
      0,
      undefined,
    ],
    ['not when the server asks for too long a pause', busy(10_001), 0, undefined],
    [
      'not when the connection failed: it may have run',
      new ConnectionError('connection_failed'),
      0,
      undefined,
    ],
    ['not for what is no answer', new Error('x'), 0, undefined],
  ])('%s', (_, error, random, delay) => {
    expect(retryDelay(error, 1, POLICY, undefined, random)).toBe(delay);
  });

  it('not more often than asked for, and not beyond the deadline', () => {
    expect(retryDelay(busy(10), 2, POLICY, undefined, 0)).toBe(100);
    expect(retryDelay(busy(10), 3, POLICY, undefined, 0)).toBeUndefined();
    expect(retryDelay(busy(10), 1, { ...POLICY, retries: 0 }, undefined, 0)).toBeUndefined();
    expect(retryDelay(busy(10), 1, POLICY, 100, 0)).toBeUndefined();
    expect(retryDelay(busy(10), 1, POLICY, 101, 0)).toBe(100);
  });
});
